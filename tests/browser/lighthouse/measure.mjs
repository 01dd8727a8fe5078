// Lighthouse (a slow phone on a slow network) on the five pages that most people open; at least 95 each, or the exit code is 1.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const least = 95;
const categories = ["performance", "accessibility", "best-practices"];
const base = process.argv[2] ?? "http://127.0.0.1:5080";
const password = "actors demo 2026";

/** The cookie of a demo account. */
async function signedIn(email) {
  const answer = await fetch(`${base}/api/v1/sessions/cookie`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`${email} cannot sign in: ${answer.status} ${await answer.text()}`);
  return answer.headers.getSetCookie().map(cookie => cookie.split(";")[0]).join("; ");
}

const { items } = await (await fetch(`${base}/api/v1/opportunities`)).json();
const event = `/opportunities/${items[0].id}`;
const volunteer = await signedIn("volunteer@demo.example");
const coordinator = await signedIn("coordinator@demo.example");
const pages = [
  ["home", "/", null],
  ["search", "/search", null],
  ["opportunity", event, volunteer],
  ["my shifts", "/me/shifts", volunteer],
  ["roster", `${event}/roster`, coordinator],
];

const chrome = await launch({
  chromePath: process.env.ACTORS_CHROMIUM,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
let low = 0;
try {
  console.log(["page", ...categories].map(c => c.padEnd(16)).join(""));
  for (const [name, path, cookie] of pages) {
    const { lhr } = await lighthouse(`${base}${path}`, {
      port: chrome.port, onlyCategories: categories, extraHeaders: cookie ? { Cookie: cookie } : undefined, logLevel: "error",
    });
    const scores = categories.map(c => Math.round((lhr.categories[c].score ?? 0) * 100));
    low += scores.filter(s => s < least).length;
    console.log([name, ...scores].map(s => String(s).padEnd(16)).join(""));
    for (const [index, category] of categories.entries()) {
      if (scores[index] >= least) continue;
      const lost = lhr.categories[category].auditRefs.map(r => lhr.audits[r.id]).filter(a => a.score !== null && a.score < 0.9);
      for (const audit of lost) console.log(`  ${category}: ${audit.title} ${audit.displayValue ?? ""}`);
    }
  }
} finally {
  chrome.kill();
}
process.exitCode = low ? 1 : 0;
