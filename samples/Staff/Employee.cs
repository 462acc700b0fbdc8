namespace Staff;

internal sealed record Employee(int Id, string Name, string Email, int Salary);
