namespace PostgresTests.EntityFrameworkCore.Bulk;

internal enum Grade
{
    Plain,
    Fine,
}
