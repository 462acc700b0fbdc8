namespace Ringfence.Sql;

/// <summary>What <see cref="SessionTraces"/> takes a word for, wherever in a text it stands.</summary>
internal enum WordMeaning
{
    /// <summary>A statement that writes rows.</summary>
    Writes,

    /// <summary>What <c>insert</c> has, and a <c>select</c> that makes a table.</summary>
    Into,

    /// <summary>A function, or a way to one, that may leave something.</summary>
    Leaves,
}
