namespace Ringfence.Catalog.Expressions;

internal enum TokenKind
{
    End,

    /// <summary>An unquoted name or keyword, folded to lower case.</summary>
    Word,

    /// <summary>A quoted name, as it is meant.</summary>
    Quoted,

    /// <summary>A string of any notation, decoded.</summary>
    Text,
    Number,

    /// <summary><c>b'01'</c> or <c>x'1f'</c>, with the letter.</summary>
    Bits,

    /// <summary><c>$1</c>, without the sign.</summary>
    Parameter,
    Operator,
    Symbol,
}
