using System.Collections.Immutable;
using System.Numerics;
using Substrate.Client.Scale;
using Substrate.Cryptography;

namespace Substrate.Client.Values;

/// <summary>
/// A value of any type a runtime has. What a type looks like: numbers are <see cref="NumberValue"/>; arrays and sequences of
/// bytes are <see cref="BytesValue"/>, other ones and tuples <see cref="ListValue"/>; structs with names are
/// <see cref="CompositeValue"/>; enums, options among them, are <see cref="VariantValue"/>. A struct around one member
/// without a name looks like that member: an account is its 32 bytes. Immutable, equal by content.
/// </summary>
public abstract class Value
{
    private protected Value()
    {
    }

    /// <summary>The value of a type without content: <c>()</c>.</summary>
    public static Value Unit => ListValue.Empty;

    /// <summary>The option that holds nothing.</summary>
    public static Value None { get; } = new VariantValue("None", Unit);

    /// <summary>A boolean.</summary>
    public static Value Of(bool value) => value ? BooleanValue.True : BooleanValue.False;

    /// <summary>A number of any width.</summary>
    public static Value Of(BigInteger value) => new NumberValue(value);

    /// <summary>A text.</summary>
    public static Value Of(string value) => new TextValue(value);

    /// <summary>Bytes, which are copied.</summary>
    public static Value Of(ReadOnlySpan<byte> value) => new BytesValue(value.ToArray());

    /// <summary>An account, as its bytes.</summary>
    public static Value Of(AccountId value) => Of(value.AsSpan());

    /// <summary>A list: of a sequence's, an array's or a tuple's members.</summary>
    public static Value List(params ReadOnlySpan<Value> items) => new ListValue([.. items]);

    /// <summary>A struct whose members have names.</summary>
    public static Value Composite(params ReadOnlySpan<(string Name, Value Value)> members) =>
        new CompositeValue([.. ImmutableArray.Create(members).Select(member => KeyValuePair.Create(member.Name, member.Value))]);

    /// <summary>A form of an enum.</summary>
    /// <param name="name">Its name in the metadata.</param>
    /// <param name="content">What follows; null for nothing.</param>
    public static Value Variant(string name, Value? content = null) => new VariantValue(name, content ?? Unit);

    /// <summary>The option that holds <paramref name="value"/>.</summary>
    public static Value Some(Value value) => new VariantValue("Some", value);

    /// <summary>A member of a struct by its name.</summary>
    /// <exception cref="ScaleException">This is no struct or has no such member.</exception>
    public Value this[string name] => Require<CompositeValue>($"a struct with the member {name}").Find(name)
        ?? throw new ScaleException($"{Kind} {this} has no member {name}");

    /// <summary>A member of a list by its position.</summary>
    /// <exception cref="ScaleException">This is no list or is shorter.</exception>
    public Value this[int index]
    {
        get
        {
            ImmutableArray<Value> items = AsList();
            return (uint)index < (uint)items.Length
                ? items[index]
                : throw new ScaleException($"the list has {items.Length} members and none at {index}");
        }
    }

    private protected abstract string Kind { get; }

    /// <summary>The boolean this is.</summary>
    /// <exception cref="ScaleException">This is something else.</exception>
    public bool AsBoolean() => Require<BooleanValue>("a boolean").Value;

    /// <summary>The number this is, as <typeparamref name="T"/>.</summary>
    /// <exception cref="ScaleException">This is something else, or does not fit.</exception>
    public T AsNumber<T>()
        where T : struct, INumberBase<T>
    {
        BigInteger number = Require<NumberValue>("a number").Value;
        try
        {
            return T.CreateChecked(number);
        }
        catch (OverflowException)
        {
            throw new ScaleException($"{number} does not fit {typeof(T).Name}");
        }
    }

    /// <summary>The text this is.</summary>
    /// <exception cref="ScaleException">This is something else.</exception>
    public string AsText() => Require<TextValue>("a text").Value;

    /// <summary>The bytes this is, or a list of numbers below 256 as bytes (a list of compact bytes is such a list).</summary>
    /// <exception cref="ScaleException">This is something else.</exception>
    public ReadOnlyMemory<byte> AsBytes()
    {
        if (this is BytesValue bytes)
        {
            return bytes.Value;
        }

        ImmutableArray<Value> items = Require<ListValue>("bytes").Items;
        byte[] numbers = new byte[items.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = items[i].AsNumber<byte>();
        }

        return numbers;
    }

    /// <summary>The account whose 32 bytes this is.</summary>
    /// <exception cref="ScaleException">This is something else.</exception>
    public AccountId AsAccountId()
    {
        ReadOnlySpan<byte> bytes = AsBytes().Span;
        return bytes.Length == AccountId.Length
            ? AccountId.FromBytes(bytes)
            : throw new ScaleException($"{bytes.Length} bytes are no account");
    }

    /// <summary>The hash whose 32 bytes this is.</summary>
    /// <exception cref="ScaleException">This is something else.</exception>
    public Hash256 AsHash()
    {
        ReadOnlySpan<byte> bytes = AsBytes().Span;
        return bytes.Length == Hash256.Length ? Hash256.FromBytes(bytes) : throw new ScaleException($"{bytes.Length} bytes are no hash");
    }

    /// <summary>The members of the list this is; bytes are not taken for a list.</summary>
    /// <exception cref="ScaleException">This is something else.</exception>
    public ImmutableArray<Value> AsList() => Require<ListValue>("a list").Items;

    /// <summary>The form of an enum this is.</summary>
    /// <exception cref="ScaleException">This is something else.</exception>
    public VariantValue AsVariant() => Require<VariantValue>("a variant");

    /// <summary>What the option this is holds; null for nothing.</summary>
    /// <exception cref="ScaleException">This is something else.</exception>
    public Value? AsOption() => AsVariant() switch
    {
        { Name: "None" } => null,
        { Name: "Some" } some => some.Content,
        VariantValue other => throw new ScaleException($"{other} is no option"),
    };

    private T Require<T>(string wanted)
        where T : Value => this as T ?? throw new ScaleException($"{wanted} is wanted and this is {Kind}: {Excerpt()}");

    private string Excerpt()
    {
        string text = ToString()!;
        return text.Length <= 100 ? text : $"{text[..100]}…";
    }
}
