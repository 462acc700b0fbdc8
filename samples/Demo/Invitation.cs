using Demo.Screens;

namespace Demo;

/// <summary>What to try while the services are served.</summary>
internal static class Invitation
{
    public static void Show(Stage stage, IScreen screen)
    {
        var (catalogue, ef, setting, staff) = (
            stage.Catalogue.Address,
            stage.CatalogueEf.Address,
            stage.SettingCatalogue.Address,
            stage.Staff.Address
        );
        string[] lines =
        [
            "",
            "Now it is your turn. The operations, to be tried in a browser:",
            "",
            $"  {catalogue}  Catalogue, signed",
            $"  {ef}  Catalogue over EF Core, signed",
            $"  {staff}  Staff, password",
            $"  {setting}  Catalogue, setting",
            "",
            "Or by hand. The tokens, for all four services:",
            "",
            $"RED={stage.Red.Token}",
            $"BLUE={stage.Blue.Token}",
            $"GREEN={stage.Green.Token}",
            "",
            $"curl {catalogue}/apis                                       # nobody: 401",
            $"curl -H \"Authorization: Bearer $RED\" {catalogue}/apis",
            $"curl -H \"Authorization: Bearer $RED\" {catalogue}/apis/{DemoTenant.Blue.FirstApi}   # blue's: 404",
            $"curl -H \"Authorization: Bearer $BLUE\" {staff}/payroll",
            "",
            "An attack, to send to the signed catalogue (red sees red alone) and to the setting one (falls):",
            "",
            $"ATTACK=\"x'; select set_config('ringfence.tenant', '{DemoTenant.Blue.Id}', true), '';"
                + " select a.name, a.host from apis as a --\"",
            $"curl -G -H \"Authorization: Bearer $RED\" --data-urlencode \"name=$ATTACK\" {catalogue}/unsafe/search",
            $"curl -G -H \"Authorization: Bearer $RED\" --data-urlencode \"name=$ATTACK\" {setting}/unsafe/search",
            "",
            "Ctrl-C ends the services and PostgreSQL, and leaves nothing behind.",
        ];
        foreach (var line in lines)
        {
            screen.Line(line);
        }
    }
}
