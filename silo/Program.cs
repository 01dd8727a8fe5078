using Actors.Silo;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.AddActorsSilo();
return await builder.Build().Serve();
