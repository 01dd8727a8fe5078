using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Actors.Squads;
using Microsoft.AspNetCore.SignalR;

namespace Actors.Api.Live;

/// <summary>The live front door. Who may watch a topic is decided by the grain that owns it.</summary>
internal sealed class LiveHub(LiveFanout fanout, LiveConnections connections, IGrainFactory grains) : Hub
{
    public const string Path = "/hub/live";

    /// <summary>Starts watching, or resumes after the last event that the client has seen.</summary>
    public async Task<LiveStart> Watch(string topic, long? epoch, long? sequence)
    {
        if (await Pass(grains, topic, Context.User!.By()) is not { } pass)
        {
            // A hub has no status codes: the code is the message.
            throw new HubException(OpportunityFaults.Unknown.Code);
        }

        return await fanout.Join(Context.ConnectionId, Context.User!.By(), pass, epoch, sequence);
    }

    public Task Unwatch(string topic) => fanout.Leave(Context.ConnectionId, topic);

    public override Task OnConnectedAsync()
    {
        connections.Add(Context);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context);
        return fanout.LeaveAll(Context.ConnectionId);
    }

    /// <summary>Topics are <c>opportunity/{id}/roster</c> and <c>squad/{id}</c>; others are nobody's to watch.</summary>
    internal static async Task<WatchPass?> Pass(IGrainFactory grains, string topic, By by) =>
        topic?.Split('/') is ["opportunity", var id, "roster"] && Id.TryParse<OpportunityId>(id, out var opportunity)
            ? (await grains.GetGrain<IOpportunityGrain>(opportunity.Value).Watch(by)).Value
            : topic?.Split('/') is ["squad", var name] && Id.TryParse<SquadId>(name, out var squad) ? (await grains.GetGrain<ISquadGrain>(squad.Value).Watch(by)).Value : null;
}
