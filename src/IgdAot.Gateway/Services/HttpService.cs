using System;
using IgdAot.Gateway.Addresses;
using IgdAot.Gateway.Time;
using IgdAot.Wire;
using IgdAot.Wire.Http;
using IgdAot.Wire.Soap;

namespace IgdAot.Gateway.Services;

/// <summary>What one look at a connection's bytes came to.</summary>
public struct HttpStep
{
    /// <summary>True where bytes are missing: nothing was consumed or answered, unless <see cref="SendsContinue"/>.</summary>
    public bool NeedsMore;

    /// <summary>True where the client waits for 100 Continue.</summary>
    public bool SendsContinue;

    /// <summary>Bytes of the request that are done with.</summary>
    public int Consumed;

    /// <summary>Where in the output the answer stands.</summary>
    public int AnswerStart;
    public int AnswerLength;

    /// <summary>False where the connection is to be closed after the answer.</summary>
    public bool KeepsAlive;
}

/// <summary>Description and control over HTTP (UDA 1.1, sections 2 and 3). One call looks at one request.</summary>
public static class HttpService
{
    /// <summary>Bytes of output that any answer fits in: a description document with its head.</summary>
    public const int MaxAnswerLength = HttpResponse.MaxHeadLength + IgdDescription.MaxLength;

    /// <summary>Bytes that a request may have: head, and a body with its chunks.</summary>
    public const int MaxRequestLength = HttpRequest.MaxHeadLength + HttpRequest.MaxBodyLength;

    /// <summary>Looks at what a connection has received and not consumed.</summary>
    /// <param name="state">The gateway.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="lan">The LAN whose address took the connection.</param>
    /// <param name="client">The other end.</param>
    /// <param name="received">The bytes; a chunked body is decoded in place.</param>
    /// <param name="alreadyScanned">How many of them the call before had seen.</param>
    /// <param name="sentContinue">True where 100 Continue is out for this request.</param>
    /// <param name="unixSeconds">The time of day.</param>
    /// <param name="now">The time.</param>
    /// <param name="output">Room for the answer, <see cref="MaxAnswerLength"/>.</param>
    public static HttpStep Handle<TMachine>(
        ref GatewayState state,
        ref TMachine machine,
        in LanLink lan,
        Ipv4Address client,
        Span<byte> received,
        int alreadyScanned,
        bool sentContinue,
        long unixSeconds,
        Instant now,
        Span<byte> output)
        where TMachine : struct, IMachine
    {
        HttpParseResult result = HttpRequest.TryParse(received, alreadyScanned, HttpRequest.MaxBodyLength, out HttpRequestView request);
        HttpResponseHead head = default;
        head.Server = GatewayState.ServerName;
        head.UnixSeconds = (ulong)unixSeconds;
        int bodyLength = request.ContentLength;
        int consumed = request.HeadLength + bodyLength;
        if (result == HttpParseResult.Complete && request.IsChunked)
        {
            result = ChunkedBody.TryDecode(received.Slice(request.HeadLength), HttpRequest.MaxBodyLength, out bodyLength, out int encodedLength);
            consumed = request.HeadLength + encodedLength;
        }
        else if (result == HttpParseResult.Complete && received.Length < consumed)
        {
            result = HttpParseResult.NeedMore;
        }

        // A refusal that the head already decides needs no body: the client that waits for 100 Continue gets it at once.
        HttpStatus verdict = request.HeadLength == 0 ? HttpStatus.Ok : CheckHead(in state, in lan, in request, ref head);
        if (result == HttpParseResult.NeedMore && verdict == HttpStatus.Ok)
        {
            if (received.Length >= MaxRequestLength)
            {
                return Refuse(HttpStatus.PayloadTooLarge, ref head, output);
            }

            HttpStep step = default;
            step.NeedsMore = true;
            step.SendsContinue = request.ExpectsContinue && !sentContinue;
            return step;
        }

        if (result is not (HttpParseResult.Complete or HttpParseResult.NeedMore))
        {
            return Refuse((HttpStatus)result, ref head, output);
        }

        if (verdict != HttpStatus.Ok)
        {
            head.KeepsAlive = result == HttpParseResult.Complete && request.KeepsAlive;
            return Answer(verdict, 0, isHead: false, result == HttpParseResult.Complete ? consumed : 0, ref head, output);
        }

        head.KeepsAlive = request.KeepsAlive;
        ByteWriter body = new ByteWriter(output.Slice(HttpResponse.MaxHeadLength));
        HttpStatus status;
        if (request.Method is HttpMethod.Get or HttpMethod.Head)
        {
            status = Describe(ref state, in lan, in request, ref body);
        }
        else
        {
            head.IsControl = true;
            ReadOnlySpan<byte> content = received.Slice(request.HeadLength, bodyLength);
            status = Control(ref state, ref machine, in request, content, client, now, output.Slice(HttpResponse.MaxHeadLength), ref body);
        }

        if (!request.AcceptLanguage.IsEmpty)
        {
            head.ContentLanguage = "en"u8;
        }

        return body.Failed
            ? Refuse(HttpStatus.InternalServerError, ref head, output)
            : Answer(status, body.Length, request.Method == HttpMethod.Head, consumed, ref head, output);
    }

    /// <summary>What the head alone decides: the host, the path, the method.</summary>
    private static HttpStatus CheckHead(ref readonly GatewayState state, in LanLink lan, in HttpRequestView request, ref HttpResponseHead head)
    {
        // RFC 9112, section 3.2: HTTP/1.1 must name a host.
        if (request.Host.IsEmpty && request.MinorVersion == 1)
        {
            return HttpStatus.BadRequest;
        }

        // A page from elsewhere that has its own name point to us, or sends forms here, is not a control point.
        if ((!request.Host.IsEmpty && !IsOurs(in state, in lan, request.Host)) || !request.Origin.IsEmpty)
        {
            return HttpStatus.Forbidden;
        }

        bool isControlPath = FindControl(request.Path) >= 0;
        bool isDescriptionPath = FindDescription(request.Path) >= 0 || IsRootDescription(request.Path);
        if (!isControlPath && !isDescriptionPath)
        {
            return HttpStatus.NotFound;
        }

        if (isControlPath && request.Method is not (HttpMethod.Post or HttpMethod.MPost))
        {
            head.Allow = "POST"u8;
            return HttpStatus.MethodNotAllowed;
        }

        if (isDescriptionPath && request.Method is not (HttpMethod.Get or HttpMethod.Head))
        {
            head.Allow = "GET, HEAD"u8;
            return HttpStatus.MethodNotAllowed;
        }

        // Without SOAPACTION it may be a form that a browser was made to send.
        return isControlPath && request.SoapAction.IsEmpty ? HttpStatus.BadRequest : HttpStatus.Ok;
    }

    /// <summary>True where Host is the router's address on this LAN, with the port that is ours.</summary>
    private static bool IsOurs(ref readonly GatewayState state, in LanLink lan, ReadOnlySpan<byte> host) =>
        HttpAuthority.TryParse(host, out HttpAuthority authority) == WireError.None
        && Ipv4Address.TryParse(authority.Host, out Ipv4Address address)
        && address.Equals(lan.Address)
        && (authority.Port == state.Settings.HttpPort || host.IndexOf((byte)':') < 0);

    private static HttpStatus Describe(ref GatewayState state, in LanLink lan, in HttpRequestView request, ref ByteWriter body)
    {
        if (IsRootDescription(request.Path))
        {
            IgdDescription.EmitRoot(ref body, in state.Identity, lan.Address);
        }
        else
        {
            ServiceDescription.Emit(ref body, (IgdService)FindDescription(request.Path));
        }

        return HttpStatus.Ok;
    }

    private static HttpStatus Control<TMachine>(
        ref GatewayState state,
        ref TMachine machine,
        in HttpRequestView request,
        ReadOnlySpan<byte> content,
        Ipv4Address client,
        Instant now,
        Span<byte> bodyBuffer,
        ref ByteWriter body)
        where TMachine : struct, IMachine
    {
        IgdService service = (IgdService)FindControl(request.Path);
        UpnpError error = CheckAction(service, request.SoapAction, content, out SoapBodyView soap);
        if (error == UpnpError.None)
        {
            error = IgdControl.Invoke(ref state, ref machine, service, in soap, client, now, ref body);
            if (error == UpnpError.None)
            {
                return HttpStatus.Ok;
            }
        }

        body = new ByteWriter(bodyBuffer);
        SoapReply.EmitFault(ref body, (ushort)error, UpnpErrors.Description(error));
        return HttpStatus.InternalServerError;
    }

    /// <summary>Header and body must ask for the same action of the service that lives at this path (UDA 1.1, section 3.2.1).</summary>
    private static UpnpError CheckAction(IgdService service, ReadOnlySpan<byte> header, ReadOnlySpan<byte> content, out SoapBodyView soap)
    {
        soap = default;
        if (SoapAction.TryParse(header, out SoapAction action) != WireError.None
            || !action.ServiceType.SequenceEqual(IgdNames.ServiceType(service)))
        {
            return UpnpError.InvalidAction;
        }

        if (SoapBody.TryParse(content, out soap) != WireError.None)
        {
            return UpnpError.InvalidArgs;
        }

        bool isSame = soap.Action.SequenceEqual(action.Action) && soap.Namespace.SequenceEqual(action.ServiceType);
        return isSame ? UpnpError.None : UpnpError.InvalidAction;
    }

    private static bool IsRootDescription(ReadOnlySpan<byte> path) => path.SequenceEqual(IgdNames.RootDescriptionPath);

    private static int FindDescription(ReadOnlySpan<byte> path) => Find(path, isControl: false);

    private static int FindControl(ReadOnlySpan<byte> path) => Find(path, isControl: true);

    /// <summary>The service that a path belongs to; -1 for none.</summary>
    private static int Find(ReadOnlySpan<byte> path, bool isControl)
    {
        int service = IgdNames.ServiceCount - 1;
        while (service >= 0
            && !path.SequenceEqual(isControl ? IgdNames.ControlPath((IgdService)service) : IgdNames.DescriptionPath((IgdService)service)))
        {
            service--;
        }

        return service;
    }

    /// <summary>Answers what could not be read: where a next request would begin is not known.</summary>
    private static HttpStep Refuse(HttpStatus status, ref HttpResponseHead head, Span<byte> output)
    {
        head.KeepsAlive = false;
        return Answer(status, 0, isHead: false, 0, ref head, output);
    }

    private static HttpStep Answer(HttpStatus status, int bodyLength, bool isHead, int consumed, ref HttpResponseHead head, Span<byte> output)
    {
        head.Status = status;
        HttpStep step = default;
        step.Consumed = consumed;
        step.KeepsAlive = head.KeepsAlive
            & HttpResponse.TryPlaceHead(output, HttpResponse.MaxHeadLength, bodyLength, in head, out step.AnswerStart);
        step.AnswerLength = HttpResponse.MaxHeadLength - step.AnswerStart + (isHead ? 0 : bodyLength);
        return step;
    }
}
