namespace ReverseProxy.Forwarding;

/// <summary>A stream that can only be written.</summary>
internal abstract class WriteOnlyStream : UnseekableStream
{
    public override bool CanRead => false;
}
