using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Actors.Tests.Unit.Engine;

/// <summary>What a library offers to others, as one line of text per promise: types, members, defaults, constants. Read from metadata, nothing is loaded.</summary>
internal sealed class PublicApi : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names;

    private PublicApi(Stream assembly)
    {
        _file = new PEReader(assembly);
        _metadata = _file.GetMetadataReader();
        _names = new(_metadata);
    }

    /// <summary>The promises of every visible type, by the type's full name.</summary>
    public static Dictionary<string, HashSet<string>> Of(Stream assembly)
    {
        using var api = new PublicApi(assembly);
        return api._metadata.TypeDefinitions
            .Select(api._metadata.GetTypeDefinition)
            .Where(api.IsVisible)
            .ToDictionary(api.NameOf, type => api.PromisesOf(type).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    public void Dispose() => _file.Dispose();

    private static bool IsVisible(MethodAttributes access) =>
        (access & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static string Access(MethodAttributes access) =>
        (access & MethodAttributes.MemberAccessMask) == MethodAttributes.Public ? "public" : "protected";

    private bool IsVisible(TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
            IsVisible(_metadata.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };

    private string NameOf(TypeDefinition type) => _names.Of(type);

    private IEnumerable<string> PromisesOf(TypeDefinition type)
    {
        var context = new Generics(_metadata, type.GetGenericParameters(), []);
        var parent = type.BaseType.IsNil ? "none" : _names.Of(type.BaseType, context);
        yield return $"type: {Kind(type, parent)}{GenericsOf(type.GetGenericParameters(), context)}";
        if (parent is not ("none" or "System.Object" or "System.ValueType" or "System.Enum"))
        {
            yield return $"base: {parent}";
        }

        foreach (var implementation in type.GetInterfaceImplementations().Select(_metadata.GetInterfaceImplementation))
        {
            // What only the library itself can see is no promise to others.
            if (implementation.Interface.Kind != HandleKind.TypeDefinition || IsVisible(_metadata.GetTypeDefinition((TypeDefinitionHandle)implementation.Interface)))
            {
                yield return $"implements: {_names.Of(implementation.Interface, context)}";
            }
        }

        foreach (var usage in UsageOf(type, context))
        {
            yield return usage;
        }

        foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition).Where(f => IsVisible((MethodAttributes)(f.Attributes & FieldAttributes.FieldAccessMask))))
        {
            var constant = field.GetDefaultValue().IsNil ? "" : $" = {Constant(field.GetDefaultValue())}";
            var shared = field.Attributes.HasFlag(FieldAttributes.Static) ? "static " : "";
            yield return $"field: {shared}{field.DecodeSignature(_names, context)} {_metadata.GetString(field.Name)}{constant}";
        }

        foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition).Where(m => IsVisible(m.Attributes) && !IsOverride(m)))
        {
            yield return PromiseOf(method, type);
        }
    }

    /// <summary>An override adds nothing that the overridden method does not promise already.</summary>
    private static bool IsOverride(MethodDefinition method) =>
        method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.NewSlot);

    private static string Kind(TypeDefinition type, string parent) => type.Attributes switch
    {
        var a when a.HasFlag(TypeAttributes.Interface) => "interface",
        _ when parent == "System.Enum" => "enum",
        _ when parent == "System.ValueType" => "struct",
        _ when parent == "System.MulticastDelegate" => "delegate",
        var a when a.HasFlag(TypeAttributes.Abstract | TypeAttributes.Sealed) => "static class",
        var a when a.HasFlag(TypeAttributes.Abstract) => "abstract class",
        var a when a.HasFlag(TypeAttributes.Sealed) => "sealed class",
        _ => "class",
    };

    private string PromiseOf(MethodDefinition method, TypeDefinition type)
    {
        var context = new Generics(_metadata, type.GetGenericParameters(), method.GetGenericParameters());
        var signature = method.DecodeSignature(_names, context);
        var parameters = method.GetParameters().Select(_metadata.GetParameter).Where(p => p.SequenceNumber > 0).ToDictionary(p => p.SequenceNumber);
        var list = signature.ParameterTypes.Select((parameterType, i) => parameters.TryGetValue(i + 1, out var parameter)
            ? $"{parameterType} {_metadata.GetString(parameter.Name)}{Default(parameter)}"
            : parameterType);
        var flags = method.Attributes switch
        {
            var a when a.HasFlag(MethodAttributes.Static | MethodAttributes.Abstract) => "static abstract ",
            var a when a.HasFlag(MethodAttributes.Static) => "static ",
            var a when type.Attributes.HasFlag(TypeAttributes.Interface) => a.HasFlag(MethodAttributes.Abstract) ? "abstract " : "with default ",
            var a when a.HasFlag(MethodAttributes.Abstract) => "abstract ",
            var a when a.HasFlag(MethodAttributes.Virtual) && !a.HasFlag(MethodAttributes.Final) => "virtual ",
            _ => "",
        };
        var extends = method.GetCustomAttributes().Any(a => AttributeName(a) == "System.Runtime.CompilerServices.ExtensionAttribute") ? "this " : "";
        return $"method: {Access(method.Attributes)} {flags}{signature.ReturnType} {_metadata.GetString(method.Name)}"
            + $"{GenericsOf(method.GetGenericParameters(), context)}({extends}{string.Join(", ", list)})";
    }

    private string Default(Parameter parameter)
    {
        if (!parameter.Attributes.HasFlag(ParameterAttributes.Optional))
        {
            return "";
        }

        return parameter.GetDefaultValue().IsNil ? " = default" : $" = {Constant(parameter.GetDefaultValue())}";
    }

    private string Constant(ConstantHandle handle)
    {
        var constant = _metadata.GetConstant(handle);
        var value = _metadata.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
        return value is null ? "default" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
    }

    private string GenericsOf(GenericParameterHandleCollection handles, Generics context)
    {
        if (handles.Count == 0)
        {
            return "";
        }

        return "<" + string.Join(", ", handles.Select(_metadata.GetGenericParameter).Select(p =>
        {
            var constraints = p.GetConstraints().Select(_metadata.GetGenericParameterConstraint).Select(c => _names.Of(c.Type, context));
            var needs = (p.Attributes & ~GenericParameterAttributes.AllowByRefLike) == GenericParameterAttributes.None ? [] : new[] { p.Attributes.ToString() };
            return string.Join(" : ", new[] { _metadata.GetString(p.Name), string.Join(" and ", needs.Concat(constraints)) }.Where(s => s.Length > 0));
        })) + ">";
    }

    /// <summary>Where an attribute may stand.</summary>
    private IEnumerable<string> UsageOf(TypeDefinition type, Generics context)
    {
        foreach (var attribute in type.GetCustomAttributes().Where(a => AttributeName(a) == typeof(AttributeUsageAttribute).FullName))
        {
            var value = _metadata.GetCustomAttribute(attribute).DecodeValue(_names);
            yield return $"usage: {(AttributeTargets)Convert.ToInt32(value.FixedArguments[0].Value, CultureInfo.InvariantCulture)}";
            foreach (var named in value.NamedArguments.Where(n => n.Value is true != (n.Name == nameof(AttributeUsageAttribute.Inherited))))
            {
                yield return $"usage: {named.Name} {named.Value}";
            }
        }
    }

    private string AttributeName(CustomAttributeHandle handle)
    {
        var constructor = _metadata.GetCustomAttribute(handle).Constructor;
        var type = constructor.Kind == HandleKind.MemberReference
            ? _metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent
            : _metadata.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType();
        return _names.Of(type, new Generics(_metadata, [], []));
    }

    private sealed record Generics(MetadataReader Metadata, IEnumerable<GenericParameterHandle> OfType, IEnumerable<GenericParameterHandle> OfMethod)
    {
        public string Type(int index) => Name(OfType, index, "!");

        public string Method(int index) => Name(OfMethod, index, "!!");

        private string Name(IEnumerable<GenericParameterHandle> handles, int index, string unknown) =>
            handles.ElementAtOrDefault(index) is { IsNil: false } handle ? Metadata.GetString(Metadata.GetGenericParameter(handle).Name) : unknown + index;
    }

    private sealed class TypeNames(MetadataReader metadata) : ISignatureTypeProvider<string, Generics>, ICustomAttributeTypeProvider<string>
    {
        public string Of(TypeDefinition type) => type.GetDeclaringType() is { IsNil: false } outer
            ? $"{Of(metadata.GetTypeDefinition(outer))}+{metadata.GetString(type.Name)}"
            : Qualified(metadata.GetString(type.Namespace), metadata.GetString(type.Name));

        public string Of(EntityHandle handle, Generics context) => handle.Kind switch
        {
            HandleKind.TypeDefinition => GetTypeFromDefinition(metadata, (TypeDefinitionHandle)handle, 0),
            HandleKind.TypeReference => GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0),
            _ => metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, context),
        };

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Of(reader.GetTypeDefinition(handle));

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}+{reader.GetString(type.Name)}"
                : Qualified(reader.GetString(type.Namespace), reader.GetString(type.Name));
        }

        public string GetTypeFromSpecification(MetadataReader reader, Generics genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => $"System.{typeCode}";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

        public string GetSZArrayType(string elementType) => $"{elementType}[]";

        public string GetByReferenceType(string elementType) => $"{elementType}&";

        public string GetPointerType(string elementType) => $"{elementType}*";

        public string GetPinnedType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function pointer";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";

        public string GetGenericTypeParameter(Generics genericContext, int index) => genericContext.Type(index);

        public string GetGenericMethodParameter(Generics genericContext, int index) => genericContext.Method(index);

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => isRequired ? $"{unmodifiedType} [{modifier}]" : unmodifiedType;

        public string GetSystemType() => "System.Type";

        public string GetTypeFromSerializedName(string name) => name;

        public bool IsSystemType(string type) => type == "System.Type";

        public PrimitiveTypeCode GetUnderlyingEnumType(string type) => PrimitiveTypeCode.Int32;

        private static string Qualified(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
    }
}
