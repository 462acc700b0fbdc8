using System.CommandLine;
using Ringfence.Audit;

namespace Ringfence.Cli.Audits;

/// <summary><c>ringfence explain</c>: prints a rule's page.</summary>
internal static class ExplainCommand
{
    public const string Verb = "explain";

    public static Command Create()
    {
        var rule = new Argument<string>("rule") { Description = "The rule's id or name, such as RF201" };
        rule.Validators.Add(result =>
        {
            if (RuleSet.Find(result.GetValueOrDefault<string>()) is null)
            {
                result.AddError($"There is no rule {Printable.Of(result.GetValueOrDefault<string>())}.");
            }
        });
        var command = new Command(
            Verb,
            "Print why a rule of the audit is one, what fails it, what passes and what to do"
        )
        {
            rule,
        };
        command.SetAction(
            (arguments, _) =>
                arguments.InvocationConfiguration.Output.WriteAsync(RuleSet.Find(arguments.GetValue(rule)!)!.Page.Text)
        );
        return command;
    }
}
