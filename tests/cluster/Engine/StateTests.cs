using Orleans.Storage;

namespace Actors.Tests.Cluster.Engine;

[Collection(EngineSuite.Name)]
public sealed class StateTests(EngineFixture engine)
{
    private readonly string _key = Diary.NewKey();

    private IDocumentGrain Document => engine.Grains.GetGrain<IDocumentGrain>(GrainId.Create("engine-document", _key));

    private IRivalDocumentGrain Rival => engine.Grains.GetGrain<IRivalDocumentGrain>(_key);

    [Fact]
    public async Task New_grain_has_an_empty_state()
    {
        Assert.Null(await Document.Text());
        Assert.False(await Document.Exists());
    }

    [Fact]
    public async Task Written_state_is_there_for_the_next_activation()
    {
        var before = await Document.Activation();

        await Document.Save("hello");
        Assert.True(await Document.Exists());
        await Document.Leave();

        Assert.Equal("hello", await Document.Text());
        Assert.NotEqual(before, await Document.Activation());
        Assert.True(await Document.Exists());
    }

    [Fact]
    public async Task Writes_that_overlap_go_one_after_another()
    {
        await Document.SaveOften(20).Within("twenty writes at once");
        await Document.Save("last");

        await Document.Leave();

        Assert.Equal("last", await Document.Text());
    }

    [Fact]
    public async Task Stale_write_is_a_conflict_and_the_activation_goes_away()
    {
        await Document.Save("first");
        var stale = await Document.Activation();
        await Rival.Save("second");

        await Assert.ThrowsAsync<InconsistentStateException>(() => Document.Save("third"));

        Assert.Equal("second", await Document.Text());
        Assert.NotEqual(stale, await Document.Activation());
        await Document.Save("fourth");
    }

    [Fact]
    public async Task First_write_of_a_row_that_another_made_meanwhile_is_a_conflict()
    {
        Assert.Null(await Document.Text());
        await Rival.Save("first");

        await Assert.ThrowsAsync<InconsistentStateException>(() => Document.Save("second"));

        Assert.Equal("first", await Document.Text());
    }

    [Fact]
    public async Task Conflict_of_one_grain_leaves_its_caller_alone()
    {
        var caller = engine.Grains.GetGrain<IProbeGrain>(Diary.NewKey());
        var activation = await caller.Activation();
        await Rival.Save("first");
        await Document.Text();
        await Rival.Save("second");

        var answer = await caller.Forward(_key);

        Assert.Equal("conflict", answer);
        Assert.Equal(activation, await caller.Activation());
    }

    [Fact]
    public async Task Cleared_state_is_empty_and_can_be_written_again()
    {
        await Document.Save("hello");

        await Document.Clear();
        Assert.Null(await Document.Text());
        Assert.False(await Document.Exists());
        await Document.Leave();

        Assert.Null(await Document.Text());
        Assert.False(await Document.Exists());
        await Document.Save("again");
        await Document.Leave();
        Assert.Equal("again", await Document.Text());
    }

    [Fact]
    public async Task Failure_of_the_database_arrives_as_an_Orleans_exception()
    {
        await Document.Save("fine");

        // jsonb takes no NUL.
        await Assert.ThrowsAsync<OrleansException>(() => Document.Save("\0"));

        await Document.Leave();
        Assert.Equal("fine", await Document.Text());
    }
}
