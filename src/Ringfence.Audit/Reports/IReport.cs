namespace Ringfence.Audit.Reports;

/// <summary>
/// A form in which a result is written. Names in it are others' text, which no form may be broken by.
/// </summary>
internal interface IReport
{
    void Write(AuditResult result, TextWriter output);
}
