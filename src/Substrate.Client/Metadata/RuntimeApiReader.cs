using Substrate.Client.Types;

namespace Substrate.Client.Metadata;

/// <summary>Reads the runtime APIs of metadata (V15 and later).</summary>
internal static class RuntimeApiReader
{
    public static RuntimeApi[] ReadAll(ref MetadataCursor cursor)
    {
        RuntimeApi[] apis = new RuntimeApi[cursor.Reader.ReadLength(3)];
        for (int i = 0; i < apis.Length; i++)
        {
            string name = cursor.ReadName();
            apis[i] = new RuntimeApi { Name = name, Methods = ReadMethods(ref cursor, name), Docs = cursor.ReadDocs() };
            if (cursor.Version >= 16)
            {
                _ = cursor.Reader.ReadCompactU32(); // the version of the API
                Deprecation.SkipItem(ref cursor);
            }
        }

        return apis;
    }

    public static Field[] ReadInputs(ref MetadataCursor cursor)
    {
        Field[] inputs = new Field[cursor.Reader.ReadLength(2)];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new Field(cursor.ReadName(), cursor.ReadTypeId(), default);
        }

        return inputs;
    }

    private static RuntimeApiMethod[] ReadMethods(ref MetadataCursor cursor, string api)
    {
        RuntimeApiMethod[] methods = new RuntimeApiMethod[cursor.Reader.ReadLength(4)];
        for (int i = 0; i < methods.Length; i++)
        {
            methods[i] = new RuntimeApiMethod
            {
                Api = api,
                Name = cursor.ReadName(),
                Inputs = ReadInputs(ref cursor),
                Output = cursor.ReadTypeId(),
                Docs = cursor.ReadDocs(),
            };
            Deprecation.SkipItem(ref cursor);
        }

        return methods;
    }
}
