namespace Ringfence.Audit.Baselines;

/// <summary>The baseline of <c>ringfence audit</c> is missing or cannot be read, so nothing was audited.</summary>
internal sealed class BaselineInvalidException : RingfenceException
{
    /// <summary>Makes one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="reason">Why it cannot be used.</param>
    /// <param name="inner">The cause, or null.</param>
    public BaselineInvalidException(string file, string reason, Exception? inner = null)
        : base(
            "RF8020",
            $"The baseline {file} cannot be used: {reason}. Write one with --baseline {file} --update-baseline.",
            inner
        )
    {
        File = file;
    }

    /// <summary>The file.</summary>
    public string File { get; }
}
