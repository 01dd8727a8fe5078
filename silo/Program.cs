using Actors.Silo;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.AddActorsSilo();
await builder.Build().RunAsync();
