using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Actors.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Actors.Api.Common;

/// <summary>The OpenAPI 3.1 document at /openapi/v1.json and Swagger UI at /docs.</summary>
internal static class OpenApi
{
    private const string Bearer = "bearer";
    private const string Cookie = "cookie";
    private const string Problem = "Problem";
    private const int DeepestMember = 8;

    public static void AddActorsOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(Describe);
        options.AddOperationTransformer(DescribeOperation);
        options.AddOperationTransformer(OpenApiExamples.Add);
        options.AddSchemaTransformer(DescribeSchema);
    });

    public static void MapActorsOpenApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "Actors API";
            ui.SwaggerEndpoint("/openapi/v1.json", "Actors v1");
        });
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new()
        {
            Title = "Actors",
            Version = "v1",
            Description =
                "Times are ISO 8601 in UTC, hours are minutes, amounts are minor units. Refusals are RFC 9457 problems with a stable `code`. "
                + "Repeat a POST whose outcome you do not know with the same `Idempotency-Key`.",
        };
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The accessToken of POST /api/v1/sessions." },
            [Cookie] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = Accounts.Authentication.CookieName },
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        document.Components.Schemas[Problem] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string>(["status", "code"], StringComparer.Ordinal),
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The page about the code, relative to the root." },
                ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable: slice.kebab-code." },
                ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Names the request in our log." },
                ["facts"] = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String } },
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "By field.",
                    AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
                },
            },
        };
        return Task.CompletedTask;
    }

    private static Task DescribeOperation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var method = context.Description.HttpMethod;
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query))
        {
            // Those of a record have its members' names, which is not how addresses are written.
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        }

        var faults = metadata.OfType<RefusesMetadata>().SelectMany(m => m.Faults).ToList();
        if (method is not null && IdempotencyKeys.Changes(method))
        {
            var why = metadata.OfType<AnswerNotKept>().LastOrDefault()?.Why;
            AddHeader(operation, IdempotencyKeys.Header, why is null
                ? "1 to 255 visible ASCII characters. The same request with the same key is done once and answered the same for 24 hours."
                : $"1 to 255 visible ASCII characters. Answers are not kept here: {why}");
            faults.Add(ApiFaults.MalformedKey);
            if (why is null)
            {
                faults.AddRange([ApiFaults.KeyInUse, ApiFaults.KeyUsedOtherwise, CommonFaults.AppliedAlready]);
            }
        }

        if (metadata.OfType<IAuthorizeData>().Any() && !metadata.OfType<IAllowAnonymous>().Any())
        {
            faults.Add(CommonFaults.SignIn);
            operation.Security =
            [
                new() { [new(Bearer, context.Document)] = [] },
                new() { [new(Cookie, context.Document)] = [] },
            ];
        }

        operation.Responses ??= [];
        if (metadata.OfType<VersionedMetadata>().Any())
        {
            DescribeVersion(operation, method == "GET");
        }

        foreach (var byStatus in faults.GroupBy(Problems.Status).OrderBy(g => g.Key))
        {
            operation.Responses[byStatus.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join("; ", byStatus.DistinctBy(f => f.Code).Select(f => $"`{f.Code}`: {f.Detail}")),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/problem+json"] = new()
                    {
                        Schema = new OpenApiSchemaReference(Problem, context.Document),
                        Example = Example(byStatus.First()),
                    },
                },
            };
        }

        return Task.CompletedTask;
    }

    private static void DescribeVersion(OpenApiOperation operation, bool reads)
    {
        AddHeader(operation, reads ? "If-None-Match" : "If-Match", reads
            ? "The ETag that was seen; the same again is answered with 304 and no body."
            : "The ETag that was seen, or *; another version is refused with 412.");
        foreach (var answer in operation.Responses!.Where(r => r.Key.StartsWith('2')).Select(r => r.Value).OfType<OpenApiResponse>())
        {
            answer.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            answer.Headers["ETag"] = new OpenApiHeader { Description = "For If-Match and If-None-Match.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        }

        if (reads)
        {
            operation.Responses!["304"] = new OpenApiResponse { Description = "As the ETag in If-None-Match says" };
        }
    }

    private static JsonObject Example(Fault fault) => new()
    {
        ["type"] = ProblemCatalogue.Address(fault.Code),
        ["status"] = Problems.Status(fault),
        ["detail"] = fault.Detail,
        ["code"] = fault.Code,
    };

    private static void AddHeader(OpenApiOperation operation, string name, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }

    /// <summary>What the exporter cannot see: through converters, and that nulls are left out.</summary>
    private static Task DescribeSchema(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        DescribeSchema(schema, context.JsonTypeInfo);

        // The framework goes into members and lists by itself, but not into a list that may be missing.
        if (Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) is { IsGenericType: true } list && schema.Items is OpenApiSchema items)
        {
            DescribeAll(items, context.JsonTypeInfo.Options.GetTypeInfo(list.GetGenericArguments()[0]), depth: 0);
        }

        return Task.CompletedTask;
    }

    private static void DescribeAll(OpenApiSchema schema, JsonTypeInfo type, int depth)
    {
        DescribeSchema(schema, type);
        foreach (var member in type.Properties.Where(_ => depth < DeepestMember))
        {
            if (schema.Properties is { } members && members.TryGetValue(member.Name, out var found) && found is OpenApiSchema inner)
            {
                DescribeAll(inner, type.Options.GetTypeInfo(Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType), depth + 1);
            }
        }
    }

    private static void DescribeSchema(OpenApiSchema schema, JsonTypeInfo info)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (type == typeof(string) || type.IsEnum)
        {
            schema.Type ??= JsonSchemaType.String;
        }
        else if (type == typeof(double))
        {
            schema.Type ??= JsonSchemaType.Number;
        }
        else if (type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>)))
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = $"^{type.GetProperty("Prefix")!.GetValue(null)}[0-9a-hjkmnp-tv-z]{{26}}$";
            schema.Properties = null;
        }

        foreach (var property in info.Properties.Where(p => p.IsGetNullable || Nullable.GetUnderlyingType(p.PropertyType) is not null))
        {
            schema.Required?.Remove(property.Name);
        }
    }
}
