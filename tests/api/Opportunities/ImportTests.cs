using System.Net.Http.Headers;
using System.Text;
using Actors.Api.Common;
using Actors.Api.Opportunities;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Opportunities;

public sealed class ImportTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    private const string Header = "id,title,description,organization,starts_at,ends_at,latitude,longitude,address,seats,causes\n";

    [Theory]
    [InlineData("", "import.empty")]
    [InlineData("\n\r\n", "import.empty")]
    [InlineData("\uFEFF", "import.empty")]
    [InlineData("a,b,c\n1,2,3\n", "import.no-header")]
    [InlineData("title,organization\nx,y\n", "import.columns-missing")]
    [InlineData("title;description;starts_at;organization\nx;y;z;o\n", "import.no-header")]
    [InlineData(Header, "import.no-rows")]
    [InlineData(Header + "1,\"Tree planting,we plant,x\n", "import.quotes-unbalanced")]
    [InlineData(Header + "1,\"Tree\" planting,we plant,x\n", "import.quotes-misplaced")]
    [InlineData(Header + "1,Tree\0planting,we plant,x\n", "import.nul")]
    public async Task A_broken_file_is_refused_as_a_whole_with_its_own_code(string file, string code)
    {
        var admin = await app.AsAdmin();

        await Send(admin, "/api/v1/admin/opportunities/import", Encoding.UTF8.GetBytes(file)).Problem(400, code);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_refused()
    {
        var admin = await app.AsAdmin();

        await Send(admin, "/api/v1/admin/opportunities/import", [.. Encoding.UTF8.GetBytes(Header), 0xC3, 0x28]).Problem(400, "import.not-utf8");
        await Send(admin, "/api/v1/admin/opportunities/import", Encoding.Unicode.GetBytes("\uFEFF" + Header)).Problem(400, "import.not-utf8");
    }

    [Fact]
    public async Task Huge_cells_too_many_columns_and_too_many_rows_are_refused()
    {
        var admin = await app.AsAdmin();
        var tooMany = new StringBuilder(Header).Insert(Header.Length, "1\n", ImportCsv.MostRows + 1).ToString();

        await Send(admin, "/api/v1/admin/opportunities/import", Encoding.UTF8.GetBytes(Header + new string('x', ImportShape.LargestCell + 1) + "\n")).Problem(400, "import.cell-too-large");
        await Send(admin, "/api/v1/admin/opportunities/import", Encoding.UTF8.GetBytes(new string(',', 600) + "\n1\n")).Problem(400, "import.too-many-columns");
        await Send(admin, "/api/v1/admin/opportunities/import", Encoding.UTF8.GetBytes(tooMany)).Problem(400, "import.too-many-rows");
    }

    [Theory]
    [InlineData("source=Not%20Ok", "import.source-invalid")]
    [InlineData("dryRun=perhaps", "import.flag-invalid")]
    [InlineData("startFrom=tomorrow", "import.start-from-invalid")]
    [InlineData("timeZone=Mars/Olympus", "import.time-zone-unknown")]
    [InlineData("country=usa", "import.country-invalid")]
    public async Task Wrong_orders_have_their_own_codes(string query, string code)
    {
        var admin = await app.AsAdmin();

        await Send(admin, "/api/v1/admin/opportunities/import?" + query, "x"u8.ToArray()).Problem(400, code);
    }

    [Fact]
    public async Task Other_media_types_and_forms_without_a_file_are_refused()
    {
        var admin = await app.AsAdmin();
        using MultipartFormDataContent empty = new() { { new StringContent("x"), "note" } };

        await Send(admin, "/api/v1/admin/opportunities/import", "{}"u8.ToArray(), "application/json").Problem(415, "common.unsupported-media-type");
        await admin.PostAsync(new Uri("/api/v1/admin/opportunities/import", UriKind.Relative), empty, TestContext.Current.CancellationToken).Problem(400, "import.multipart-invalid");
        await Send(admin, "/api/v1/admin/opportunities/import", "no form"u8.ToArray(), "multipart/form-data; boundary=x").Problem(400, "import.multipart-invalid");
    }

    [Fact]
    public async Task Only_administrators_import_for_many_and_only_posters_for_their_own()
    {
        var owner = await app.SignedInAs("import-owner");
        var stranger = await app.SignedInAs("import-stranger");
        var organization = await Organization("import-owner");
        var file = Encoding.UTF8.GetBytes(Header + Row("1", "Tree planting"));

        await Send(app.Anonymous(), "/api/v1/admin/opportunities/import", file).Problem(401, "common.sign-in");
        await Send(owner, "/api/v1/admin/opportunities/import", file).Problem(403, "common.not-allowed");
        await Send(owner, "/api/v1/admin/places", file).Problem(403, "common.not-allowed");
        await Send(stranger, $"/api/v1/organizations/{organization}/opportunities/import", file).Problem(403, "opportunities.not-allowed");
        await Send(owner, $"/api/v1/organizations/{Id.New<OrganizationId>(Guid.CreateVersion7())}/opportunities/import", file).Problem(404, "organizations.unknown");
        await Send(owner, "/api/v1/organizations/org_x/opportunities/import", file).Problem(404, "common.unknown-id");
    }

    [Fact]
    public async Task A_dry_run_tells_all_and_writes_nothing_and_twice_is_once()
    {
        var owner = await app.SignedInAs("twice-owner");
        var organization = await Organization("twice-owner");
        var path = $"/api/v1/organizations/{organization}/opportunities/import?timeZone=America/New_York&publish=true";
        var file = Encoding.UTF8.GetBytes("\uFEFF" + (Header + Row("1", "Tree planting") + Row("2", "Soup kitchen, \"\"warm\"\"") + "3,too,few\n\n" + Row("1", "Tree planting") + Row("", "Tree planting")
            + Row("5", "Bad", seats: "5") + Row("6", "Lost in space", latitude: "91") + Row("7", "No seats at all", seats: "0")).ReplaceLineEndings("\r\n"));

        var dry = await Send(owner, path + "&dryRun=true", file).Body<ImportReport>();
        var after = await Count(organization);
        var once = await Send(owner, path, file).Body<ImportReport>();
        var twice = await Send(owner, path, file).Body<ImportReport>();

        Assert.Equal((true, 8, 2, 0), (dry.DryRun, dry.Rows, dry.Created, dry.Unchanged));
        Assert.Equal("coordinates-invalid:8 repeated-row:5,6 seats-invalid:9 title-invalid:7 wrong-column-count:4", Notes(dry));
        Assert.Equal(0, after);
        Assert.Equal((2, 0), (once.Created, once.Unchanged));
        Assert.Equal((0, 2), (twice.Created, twice.Unchanged));
        Assert.Equal(2, await Count(organization));
    }

    [Fact]
    public async Task What_a_first_time_left_as_a_draft_is_published_by_the_second()
    {
        var owner = await app.SignedInAs("draft-owner");
        var organization = await Organization("draft-owner");
        var path = $"/api/v1/organizations/{organization}/opportunities/import?timeZone=UTC";
        var file = Encoding.UTF8.GetBytes(Header + Row("1", "Tree planting"));

        await Send(owner, path, file).Body<ImportReport>();
        var second = await Send(owner, path + "&publish=true", file).Body<ImportReport>();
        var view = await owner.Get($"/api/v1/opportunities/{OpportunityImport.OpportunityOf(organization, "csv", "1")}").Body<OpportunityView>();

        Assert.Equal((0, 1), (second.Created, second.Unchanged));
        Assert.Equal(OpportunityStatus.Open, view.Status);
        Assert.Equal((50, "UTC", 40.7), (view.Shifts.Single().Seats, view.Details.TimeZone, view.Details.Place!.Latitude));
    }

    [Fact]
    public async Task The_real_file_of_NYC_Service_goes_in()
    {
        var admin = await app.AsAdmin();
        var places = await File.ReadAllBytesAsync(SharedData.Of(SharedData.Zcta), TestContext.Current.CancellationToken);
        var nyc = await File.ReadAllBytesAsync(SharedData.Of(SharedData.Nyc), TestContext.Current.CancellationToken);
        var path = $"/api/v1/admin/opportunities/import?publish=true&startFrom={app.Clock.Now.AddDays(7):yyyy-MM-dd}";

        var first = await Send(admin, "/api/v1/admin/places", places).Body<PlacesReport>();
        var second = await Send(admin, "/api/v1/admin/places", places).Body<PlacesReport>();
        var past = await Send(admin, "/api/v1/admin/opportunities/import?dryRun=true", nyc).Body<ImportReport>();
        var dry = await Send(admin, path + "&dryRun=true", nyc).Body<ImportReport>();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using MultipartFormDataContent form = new() { { new ByteArrayContent(nyc), "file", "volunteer_opportunities.csv" } };
        var once = await admin.PostAsync(new Uri(path, UriKind.Relative), form, TestContext.Current.CancellationToken).Body<ImportReport>();
        TestContext.Current.SendDiagnosticMessage($"{watch.Elapsed} {once.MovedByDays} days, organizations {once.OrganizationsCreated}; {Notes(once)}; {Notes(once.Warnings)}; past {Notes(past)}");
        var twice = await Send(admin, path, nyc).Body<ImportReport>();
        var found = await admin.Get("/api/v1/opportunities?lat=40.7484&lng=-73.9857&radiusMiles=30&limit=100").Body<Page<OpportunityHit>>();

        Assert.Equal((33_120, 33_120, 0), (first.Rows, first.Changed, second.Changed));
        Assert.Equal((665, 665), (past.Rows, past.Skipped.Sum(s => s.Count)));
        Assert.Equal((dry.Created, Notes(dry)), (once.Created, Notes(once)));
        Assert.Equal(665, once.Created + once.Skipped.Sum(s => s.Count));
        Assert.Equal("description-invalid:1 place-missing:2 postal-code-invalid:1 postal-code-unknown:1 repeated-row:3", string.Join(' ', once.Skipped.Select(s => $"{s.Code}:{s.Count}")));
        Assert.Equal((0, once.Created), (twice.Created, twice.Unchanged));
        Assert.Equal(100, found.Items.Length);
        Assert.All(found.Items, hit => Assert.True(hit.NextStart > app.Clock.Now && hit.DistanceMiles <= 30));
    }

    private static string Row(string id, string title, string seats = "50", string latitude = "40.7") =>
        $"{id},\"{title}\",We meet at the gate and work for two hours.,Friends,2030-05-01T09:00,2030-05-01T11:00,{latitude},-73.9,1 Main Street,{seats},environment\n";

    private static string Notes(ImportReport report) => Notes(report.Skipped);

    private static string Notes(IEnumerable<ImportNote> notes) =>
        string.Join(' ', notes.Select(n => n.Count > 20 ? $"{n.Code}:{n.Count} rows" : $"{n.Code}:{string.Join(',', n.Rows)}"));

    private static async Task<HttpResponseMessage> Send(HttpClient client, string path, byte[] file, string mediaType = "text/csv")
    {
        using ByteArrayContent content = new(file);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        return await client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private async Task<OrganizationId> Organization(string owner)
    {
        var id = Id.New<OrganizationId>(Guid.CreateVersion7());
        var created = await app.Grains.GetGrain<IOrganizationGrain>(id.Value).Create(new(CommandId.New(), await app.By(owner), new("Friends of " + owner, null, null, null, null, null, null, null)));
        Assert.Null(created.Fault);
        return id;
    }

    private async Task<long> Count(OrganizationId organization)
    {
        await using var command = app.Database.CreateCommand("select count(*) from opportunity_view where organization = $1");
        command.Parameters.Add(new() { Value = organization.Value });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
