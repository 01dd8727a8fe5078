using System.Net;
using System.Reflection;
using Actors.Api.Common;
using Actors.Api.Common.Pages;
using Actors.Common;

namespace Actors.Tests.Api.Common;

public sealed class ProblemPageTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Fact]
    public async Task Every_code_has_a_page_with_its_status_its_meaning_and_what_to_do()
    {
        using var client = app.Anonymous();
        var codes = ProblemCatalogue.All.ToList();
        Texts english = new(Language.All[0], default);

        var list = await client.GetStringAsync(new Uri("/problems", UriKind.Relative), TestContext.Current.CancellationToken);
        foreach (var fault in codes)
        {
            var page = WebUtility.HtmlDecode(await client.GetStringAsync(new Uri(ProblemCatalogue.Address(fault.Code), UriKind.Relative), TestContext.Current.CancellationToken));

            Assert.Contains(fault.Detail, page, StringComparison.Ordinal);
            Assert.Contains($"{Problems.Status(fault)}", page, StringComparison.Ordinal);
            Assert.Contains(ProblemCatalogue.Advice(fault, english), page, StringComparison.Ordinal);
            Assert.Contains($"\"{ProblemCatalogue.Address(fault.Code)}\"", list, StringComparison.Ordinal);
        }

        Assert.True(codes.Count > 100, $"{codes.Count}");
    }

    [Fact]
    public void The_catalogue_has_every_fault_that_any_code_names()
    {
        // Found another way: every string constant of the assemblies' sources would be too much, every public or internal field of type Fault is not.
        var declared = new[] { typeof(Fault).Assembly, typeof(Problems).Assembly }.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(Fault)).Select(f => ((Fault)f.GetValue(null)!).Code);

        Assert.Empty(declared.Except(ProblemCatalogue.All.Select(f => f.Code), StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_problem_leads_to_its_page_and_an_unknown_code_to_a_404()
    {
        using var client = app.Anonymous();

        var problem = await client.Get("/api/v1/me").Problem(401, "common.sign-in");
        using var nowhere = await client.Get("/problems/common.nonsense");
        using var malformed = await client.SendRaw(HttpMethod.Post, "/api/v1/sessions", "{");

        Assert.Equal("/problems/common.sign-in", problem.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
        Assert.Equal("/problems/common.malformed-json", (await malformed.Problem(400, "common.malformed-json")).GetProperty("type").GetString());
    }
}
