using System;
using System.Runtime.CompilerServices;

namespace IgdAot.Wire.Soap;

/// <summary>The action that a request's body asks for, over the bytes of the body.</summary>
public ref struct SoapBodyView
{
    /// <summary>Arguments that are read; AddPortMapping has 8, no action of the gateway more.</summary>
    public const int MaxArguments = 16;

    private readonly ReadOnlySpan<byte> _body;
    private SoapArguments _arguments;

    internal SoapBodyView(ReadOnlySpan<byte> body)
    {
        this = default;
        _body = body;
    }

    /// <summary>The local name of the action's element.</summary>
    public ReadOnlySpan<byte> Action { get; internal set; }

    /// <summary>The namespace of the action's element, which is to be the service type; empty for none.</summary>
    public ReadOnlySpan<byte> Namespace { get; internal set; }

    public int ArgumentCount { get; private set; }

    /// <summary>Finds an argument by its local name. Its value is as it stands in the document, for <see cref="SoapValue"/>.</summary>
    public readonly bool TryGetArgument(scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> rawValue)
    {
        for (int i = 0; i < ArgumentCount; i++)
        {
            if (_arguments[i].Name.Of(_body).SequenceEqual(name))
            {
                rawValue = _arguments[i].Value.Of(_body);
                return true;
            }
        }

        rawValue = default;
        return false;
    }

    /// <summary>The argument at <paramref name="index"/>, 0 to <see cref="ArgumentCount"/> - 1, in the document's order.</summary>
    public readonly ReadOnlySpan<byte> GetArgument(int index, out ReadOnlySpan<byte> rawValue)
    {
        rawValue = _arguments[index].Value.Of(_body);
        return _arguments[index].Name.Of(_body);
    }

    /// <summary>Duplicate where the name is taken, TooLong where there is no room.</summary>
    internal WireError Add(XmlRange name, XmlRange value)
    {
        if (TryGetArgument(name.Of(_body), out _))
        {
            return WireError.Duplicate;
        }

        if (ArgumentCount == MaxArguments)
        {
            return WireError.TooLong;
        }

        _arguments[ArgumentCount].Name = name;
        _arguments[ArgumentCount].Value = value;
        ArgumentCount++;
        return WireError.None;
    }
}

internal struct SoapArgument
{
    public XmlRange Name;
    public XmlRange Value;
}

[InlineArray(SoapBodyView.MaxArguments)]
internal struct SoapArguments
{
    private SoapArgument _first;
}
