using Actors.Api.Common;
using Actors.Silo;

return await ActorsApi.Create(args).Serve();
