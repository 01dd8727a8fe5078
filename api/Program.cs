using Actors.Api.Common;

await ActorsApi.Create(args).RunAsync();
