namespace Ringfence;

/// <summary>How the contract's row and the command line spell the bindings.</summary>
internal static class BindingNames
{
    public static string SqlName(this Binding binding) =>
        binding switch
        {
            Binding.Signed => "signed",
            Binding.Setting => "setting",
            Binding.Password => "password",
            _ => throw new ArgumentOutOfRangeException(nameof(binding), binding, message: null),
        };

    /// <summary>The binding of this name; null for any other name.</summary>
    public static Binding? Find(string name) =>
        name switch
        {
            "signed" => Binding.Signed,
            "setting" => Binding.Setting,
            "password" => Binding.Password,
            _ => null,
        };
}
