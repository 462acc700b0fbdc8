using System.Data;
using System.Globalization;
using Dapper;

namespace PostgresTests.Behaviours;

internal sealed class MoneyHandler : SqlMapper.TypeHandler<Money>
{
    public override void SetValue(IDbDataParameter parameter, Money? value) => parameter.Value = value?.Cents;

    public override Money Parse(object value) => new(Convert.ToInt64(value, CultureInfo.InvariantCulture) * 100);
}
