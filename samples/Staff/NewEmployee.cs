namespace Staff;

/// <summary>An employee to add.</summary>
/// <param name="Name">As on the door.</param>
/// <param name="Email">Unique within the tenant.</param>
/// <param name="Salary">A year.</param>
/// <param name="TenantId">A caller may send any tenant here; it is the database that refuses another's.</param>
internal sealed record NewEmployee(string Name, string Email, int Salary, int? TenantId = null);
