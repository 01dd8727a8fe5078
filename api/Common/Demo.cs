using Actors.Accounts;
using Actors.Api.Accounts;
using Actors.Common;
using Npgsql;

namespace Actors.Api.Common;

/// <summary>
/// First data: the initial administrator (<c>Actors:InitialAdmin:Email</c> and <c>:Password</c>), and with <c>Actors:Demo</c> people to try
/// the product as. Runs before the first request is served; every step is a repeatable command, so a start that was cut short is completed.
/// </summary>
internal sealed class Demo(IConfiguration configuration, NpgsqlDataSource database, Registrations registrations, IGrainFactory grains, Clock clock) : IHostedService
{
    private const string Password = "actors demo 2026";

    private static readonly (string Email, string Name, PlatformRole Role)[] s_people =
    [
        ("admin@demo.example", "Ada Admin", PlatformRole.Admin),
        ("coordinator@demo.example", "Cleo Coordinator", PlatformRole.User),
        ("volunteer@demo.example", "Vera Volunteer", PlatformRole.User),
        ("volunteer2@demo.example", "Viktor Volunteer", PlatformRole.User),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Actors:InitialAdmin:Email"] is { Length: > 0 } email && configuration["Actors:InitialAdmin:Password"] is { Length: > 0 } password)
        {
            await Ensure(email, "Administrator", password, PlatformRole.Admin);
        }

        if (!configuration.GetValue<bool>("Actors:Demo"))
        {
            return;
        }

        if (await IsOurs(cancellationToken))
        {
            Dictionary<string, By> people = new(StringComparer.Ordinal);
            foreach (var (address, name, role) in s_people)
            {
                people[address] = new(await Ensure(address, name, Password, role), name, role);
            }

            await new DemoContent(grains, clock).Add(
                people[s_people[0].Email], people[s_people[1].Email], [people[s_people[2].Email], people[s_people[3].Email]]);
        }

        foreach (var (address, _, role) in s_people)
        {
            // Stdout, not the log: ./run shows these lines.
            Console.Out.WriteLine($"demo login: {address}  {Password}{(role == PlatformRole.Admin ? "  (administrator)" : "")}");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Demo data goes into an empty database, or into one that an earlier demo began.</summary>
    private async Task<bool> IsOurs(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select not exists (select from account_view) or exists (select from account_view where email = $1)");
        command.Parameters.Add(new() { Value = s_people[0].Email });
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    private async Task<UserId> Ensure(string email, string name, string password, PlatformRole role)
    {
        if (!EmailAddress.TryParse(email, out var address))
        {
            throw new InvalidOperationException($"'{email}' is not an e-mail address.");
        }

        // An account of before is left as it is, but for its proof: an operator vouches for these addresses.
        var door = grains.GetGrain<IEmailAddressGrain>(address.Id.Value);
        if (await door.Holder() is { } user && await grains.GetGrain<IAccountGrain>(user.Value).Card() is not null)
        {
            await door.Claim(new(new("first-data"), user, address, AddressProof.Link));
        }
        else
        {
            var opened = await registrations.Open(new("first-data"), email, password, name);
            user = opened.Succeeded ? opened.Value : throw new InvalidOperationException($"'{email}' cannot be registered: {opened.Fault.Code}");
        }

        await grains.GetGrain<IAccountGrain>(user.Value).SetRole(new(CommandId.New(), By.Platform, role));
        return user;
    }
}
