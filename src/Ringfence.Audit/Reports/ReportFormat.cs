namespace Ringfence.Audit.Reports;

/// <summary>The forms that a result can be written in.</summary>
internal enum ReportFormat
{
    Text,
    Json,

    /// <summary>SARIF 2.1.0, for code scanning.</summary>
    Sarif,

    /// <summary>A test case a rule, for build servers.</summary>
    JUnit,
    Markdown,

    /// <summary>Workflow commands of GitHub Actions.</summary>
    GitHub,
}
