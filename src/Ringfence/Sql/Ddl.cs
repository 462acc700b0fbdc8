using System.Runtime.CompilerServices;
using System.Text;

namespace Ringfence.Sql;

/// <summary>SQL whose holes take names and types, never strings: a string in a hole does not compile.</summary>
[InterpolatedStringHandler]
internal readonly ref struct Ddl(int literalLength, int holes)
{
    private readonly StringBuilder _sql = new(literalLength + (holes * 32));

    public void AppendLiteral(string sql) => _sql.Append(sql);

    public void AppendFormatted(SqlName name) => _sql.Append(name.Quoted);

    public void AppendFormatted(SqlTable table) => _sql.Append(table.Quoted);

    public void AppendFormatted(TenantIdType type) => _sql.Append(type.SqlName());

    /// <summary>A literal, quoted as <c>quote_literal</c> does.</summary>
    public void AppendFormatted(SqlLiteral literal) => _sql.Append(literal.Quoted);

    public void AppendFormatted(SqlQuoted name) => _sql.Append(name.Text);

    /// <summary>A number.</summary>
    public void AppendFormatted(int number) => _sql.Append(number);

    public static string Text(Ddl ddl) => ddl._sql.ToString();
}
