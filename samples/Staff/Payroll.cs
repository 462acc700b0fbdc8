namespace Staff;

internal sealed record Payroll(long Employees, long Salaries);
