namespace Conventions.Tidy;

/// <summary>Every convention is red for what it forbids and silent about its look-alikes.</summary>
public sealed class SourceSamplesTests
{
    private const string Good = "src/Ringfence/Tenancy/Foo.cs";

    private static readonly string Tall = string.Concat(Enumerable.Repeat("        _ = 1;\n", 60));

    [Theory]
    [InlineData("clutter", "class Foo\n{\n#region A\n#endregion\n}", ":4: #region")]
    [InlineData("clutter", "class Foo { int _a; int A() => this._a; }", "this.")]
    [InlineData("clutter", "class Foo { void A() => throw new NotImplementedException(); }", "NotImplementedException")]
    [InlineData("field names", "class Foo { int a; }", "a is not _camel")]
    [InlineData("field names", "class Foo { private readonly int _A; }", "_A is not _camel")]
    [InlineData("field names", "class Foo { private static readonly int _a; }", "_a is not Pascal")]
    [InlineData("field names", "class Foo { const int max = 1; }", "max is not Pascal")]
    [InlineData("field names", "class Foo { void A() { const int max = 1; } }", "max is not Pascal")]
    [InlineData("handling", "class Foo { void A() { try { }\ncatch (Exception) { } } }", "3: catch")]
    [InlineData("handling", "class Foo { void A() { try { } catch { } } }", "catch")]
    [InlineData("handling", "class Foo { void A() { try { } catch (Exception e) when (e is not B) { } } }", "catch")]
    [InlineData("handling", "class Foo { async void A() { } }", "async void")]
    [InlineData("handling", "class Foo { void A() { async void B() { } } }", "async void")]
    [InlineData("layout", "class Foo { } class Bar { }", "2 top-level types: Foo, Bar")]
    [InlineData("layout", "class Foo { } delegate void Bar();", "2 top-level types: Foo, Bar")]
    [InlineData("layout", "class Bar { }", "Bar belongs in Bar.cs")]
    [InlineData("layout", "enum Bar { }", "Bar belongs in Bar.cs")]
    [InlineData("names", "class FooHelper { }", "has no name yet")]
    [InlineData("names", "class Foo { record BarBase; }", "has no name yet")]
    [InlineData(
        "pragmas",
        "#pragma warning disable CA1\nclass Foo { }\n#pragma warning restore CA1",
        "without a reason"
    )]
    [InlineData("pragmas", "#pragma warning disable // all\nclass Foo { }", "exactly one rule")]
    [InlineData("pragmas", "#pragma warning disable CA1, CA2 // two\nclass Foo { }", "exactly one rule")]
    [InlineData("pragmas", "#pragma warning disable CA1 // why\nclass Foo { }", "never restored")]
    [InlineData("words", "class Foo { int _customerId; }", "_customerId: the word is tenant")]
    [InlineData("words", "class Foo { int OrgName { get; } }", "OrgName: the word is tenant")]
    [InlineData("words", "class Foo { void A(int organizations) { } }", "organizations: the word is tenant")]
    public void What_a_convention_forbids_is_a_violation(string convention, string code, string violation)
    {
        var file = new SourceFile(Good, $"namespace Ringfence.Tenancy;\n{code}\n");

        var found = TidyConventions.All[convention](file);

        Assert.Contains(violation, Assert.Single(found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class Foo { } class Foo<T> { } file class Bar { }")]
    [InlineData(
        "class Foo { class Inner { } event System.Action Changed; int _a; public const int B = 1; static int C; }"
    )]
    [InlineData("class Foo { string A() => \"this. #region NotImplementedException customer\"; }")]
    [InlineData("class Foo { void A() { try { } catch (Exception) // the request ends here\n{ } } }")]
    [InlineData("class Foo { void A() { try { }\n// the request ends here\ncatch (Exception) { } } }")]
    [InlineData("class Foo { void A() { try { } catch (Exception e) when (e is B or C && D(e)) { } } }")]
    [InlineData("class Foo { void A() { try { } catch { Undo(); throw; } } }")]
    [InlineData("class Foo { void A() { try { } catch (TimeoutException) { } } async Task B() { } }")]
    [InlineData("#pragma warning disable CA1 // why\nclass Foo { }\n#pragma warning restore CA1")]
    [InlineData("class Foo { int _database; int _reorganized; int _organic; class TestDatabase { } }")]
    public void What_only_looks_like_it_is_none(string code)
    {
        var file = new SourceFile(Good, $"namespace Ringfence.Tenancy;\n{code}\n");

        var found = TidyConventions.All.Values.SelectMany(convention => convention(file));

        Assert.Empty(found);
    }

    [Theory]
    [InlineData(Good, "namespace Ringfence.Other;\nclass Foo { }", "its folder says Ringfence.Tenancy")]
    [InlineData(Good, "namespace Ringfence.Tenancy { class Foo { } }", "not file-scoped")]
    [InlineData(Good, "class Foo { }", "its folder says Ringfence.Tenancy")]
    [InlineData("src/Ringfence.Npgsql/Foo.cs", "namespace Ringfence;\nclass Foo;", "folder says Ringfence.Npgsql")]
    [InlineData("tests/Conventions/Tidy/Foo.cs", "namespace Tidy;\nclass Foo;", "its folder says Conventions.Tidy")]
    [InlineData("src/Ringfence.Cli/Program.cs", "return 0; class Foo { }", "Foo belongs in Foo.cs")]
    public void A_namespace_is_its_folder_and_file_scoped(string path, string code, string violation)
    {
        var file = new SourceFile(path, code);

        var found = Layout.Violations(file);

        Assert.Contains(violation, Assert.Single(found), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/Ringfence/Usings.cs", "global using System;\n[assembly: System.CLSCompliant(false)]")]
    [InlineData("src/Ringfence.Cli/Program.cs", "return 0; public partial class Program;")]
    [InlineData("tools/measure.cs", "var a = new A(); class A { } class B { }")]
    public void A_program_a_script_and_a_file_without_types_need_no_namespace(string path, string code)
    {
        var file = new SourceFile(path, code);

        var found = Layout.Violations(file);

        Assert.Empty(found);
    }

    [Fact]
    public void A_method_of_more_than_60_lines_and_a_file_of_more_than_400_are_violations()
    {
        var tall = new SourceFile(Good, $"class Foo\n{{\n    void A()\n    {{\n{Tall}    }}\n}}\n");
        var longer = new SourceFile(Good, $"class Foo {{ }}\n{new string('\n', 400)}// end\n");

        var found = Ceilings.Violations(tall).Concat(Ceilings.Violations(longer));

        Assert.Equal(
            [
                $"{Good}:3: a method of 63 lines; the ceiling is 60",
                $"{Good}:1: a file of 402 lines; the ceiling is 400",
            ],
            found
        );
    }

    [Theory]
    [InlineData("// Copyright somebody\nclass Foo { }", 1)]
    [InlineData("/* Licensed to nobody */\nusing System;\nclass Foo { }", 1)]
    [InlineData("class Foo { } // checks the licence of a driver", 0)]
    public void A_licence_banner_is_a_violation_only_at_the_top(string code, int violations)
    {
        var file = new SourceFile(Good, code);

        var found = Clutter.Violations(file);

        Assert.Equal(violations, found.Count());
    }

    [Theory]
    [InlineData("src/Ringfence/Helpers/Foo.cs", "Helpers")]
    [InlineData("tests/UnitTests/Extensions/Foo.cs", "Extensions")]
    public void A_folder_that_is_a_drawer_is_a_violation(string path, string folder)
    {
        var file = new SourceFile(path, "class Foo { }");

        var found = Names.Violations(file);

        Assert.Contains($"the folder {folder} is a drawer", Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_disabled_in_a_third_place_of_the_product_is_a_violation()
    {
        var product = new SourceFile(Good, "#pragma warning disable CA1 // why\n");
        var test = new SourceFile("tests/UnitTests/Foo.cs", "#pragma warning disable CA1 // why\n");

        var two = Pragmas.Repeated([product, product, test]);
        var three = Pragmas.Repeated([product, product, product]);

        Assert.Empty(two);
        Assert.StartsWith("CA1 is disabled 3 times", Assert.Single(three));
    }
}
