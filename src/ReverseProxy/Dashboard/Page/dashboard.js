"use strict";
const byId = id => document.getElementById(id);
const Kept = 200;
const Bands = [[1, "served", "served"], [2, "refused", "of validators refused"], [3, "lost", "lost"], [4, "noise", "of strangers turned away"], [5, "gone", "callers gone"]];
const Quantiles = [[8, "p99", "99 of 100 within"], [7, "p95", "95 of 100 within"], [6, "p50", "half of them within"]];
let state = null, trails = [], range = "hour", held = false, kinds = new Map();

function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

const short = key => key.length > 16 ? key.slice(0, 7) + "…" + key.slice(-5) : key;
const time = text => new Date(text).toLocaleTimeString([], { hour12: false });

function ago(text) {
  const seconds = Math.max(0, (new Date(state.now) - new Date(text)) / 1000);
  return seconds < 90 ? Math.round(seconds) + " s ago" : seconds < 5400 ? Math.round(seconds / 60) + " min ago" : seconds < 172800 ? Math.round(seconds / 3600) + " h ago" : Math.round(seconds / 86400) + " days ago";
}

// Only what changed is touched: a screen reader's place and a selection stay.
function setText(element, text) { if (element.textContent !== text) element.textContent = text; }

function setRows(body, key, rows) {
  const text = JSON.stringify(rows.map(row => row.key));
  if (body.dataset.key === text + key) return;
  body.dataset.key = text + key;
  body.replaceChildren(...rows.map(row => row.make()));
}

function tile(name, value, note, mark) {
  const box = make("div", { className: mark || "" }, make("dt", {}, name), make("dd", {}, value, note ? make("small", {}, note) : ""));
  return { key: [name, value, note, mark], make: () => box };
}

function sum(index) { return state.hour.reduce((total, slot) => total + (slot[index] || 0), 0); }

function lastOf(index) {
  for (let i = state.hour.length - 1; i >= 0; i--) if (state.hour[i][index] != null) return Charts.milliseconds(state.hour[i][index]);
  return "–";
}

function drawTiles() {
  const refused = sum(2), lost = sum(3);
  const sweep = state.sweep ? (new Date(state.now) - new Date(state.sweep)) / 60000 : null;
  setRows(byId("tiles"), "", [
    tile("Served", String(sum(1)), "in the last hour", ""),
    tile("Validators refused", String(refused), refused ? "see the reasons below" : "none in the last hour", refused ? "warning" : "well"),
    tile("Jobs lost", String(lost), lost ? "by a backend or by us" : "none in the last hour", lost ? "failing" : "well"),
    tile("Strangers turned away", String(sum(4)), "background noise", ""),
    tile("Added by the proxy", lastOf(9), "half of the requests take less", ""),
    tile("Last sweep", state.sweep ? ago(state.sweep) : "not seen", "signed /capacity of a validator", sweep === null ? "warning" : sweep > 30 ? "failing" : "well"),
  ]);
}

function drawCharts() {
  const slots = state[range];
  const total = index => slots.reduce((count, slot) => count + (slot[index] || 0), 0);
  const span = range === "hour" ? "the last hour, by the minute" : "the last day, by the quarter of an hour";
  Charts.bars(byId("traffic"), slots, Bands, `Requests of ${span}: ` + Bands.map(([index, , title]) => `${total(index)} ${title}`).join(", "));
  Charts.lines(byId("latency"), slots, Quantiles, `Time to answer jobs, ${span}; newest: ` + Quantiles.map(([index, , title]) => `${title} ${lastOf(index)}`).join(", "));
  legend("traffic-legend", Bands.map(([index, name, title]) => ["fill-" + name, `${total(index)} ${title}`]));
  legend("latency-legend", [...Quantiles].reverse().map(([index, name, title]) => ["line-" + name, `${title} ${lastOf(index)}`]));
}

function legend(id, items) {
  setRows(byId(id), "", items.map(([name, text]) => ({ key: [name, text], make: () => make("li", {}, make("span", { className: name }), text) })));
}

function drawTables() {
  kinds = new Map(state.verdicts.map(verdict => [verdict.code, verdict.kind]));
  const bad = state.verdicts.filter(verdict => verdict.kind !== "served");
  byId("verdicts-empty").hidden = bad.length > 0;
  setRows(byId("verdicts"), "", bad.map(verdict => ({
    key: [verdict.code, verdict.known, verdict.all],
    make: () => make("tr", {},
      make("td", {}, make("span", { className: "verdict " + verdict.kind }, verdict.code), make("small", {}, verdict.meaning)),
      make("td", { className: "number" }, String(verdict.known)), make("td", { className: "number" }, String(verdict.all))),
  })));
  byId("senders-empty").hidden = state.senders.length > 0;
  setRows(byId("senders"), "", state.senders.map(sender => ({
    key: [sender.hotkey, sender.served, sender.not_served, ago(sender.last)],
    make: () => make("tr", {},
      make("td", {}, make("span", { className: "key", title: sender.hotkey }, short(sender.hotkey)), make("small", {}, sender.known ? "known" : "unverified or unknown")),
      make("td", { className: "number" }, String(sender.served)), make("td", { className: "number" }, String(sender.not_served)),
      make("td", {}, ago(sender.last), make("small", {}, sender.verdict))),
  })));
}

const Words = { well: "✓ ok", warning: "! check", failing: "✗ bad", plain: "" };

function drawSections() {
  setRows(byId("sections"), "", state.sections.map((section, index) => ({
    key: section,
    make: () => make("section", { className: "card" }, make("h2", {}, section.title), make("dl", {}, ...section.rows.flatMap(row => [
      make("dt", {}, row.name),
      make("dd", {}, ...(row.mark === "plain" ? [] : [make("span", { className: "mark " + row.mark }, Words[row.mark])]), row.value),
    ]))),
  })));
}

const isKnown = trail => trail.sender_class === "known" || trail.sender_class === "claimed";
const kindOf = trail => trail.status < 400 ? "served" : trail.status >= 500 ? "failed" : trail.status === 499 ? "gone" : isKnown(trail) ? "refused" : "noise";
const Filters = {
  all: () => true,
  known: isKnown,
  trouble: trail => kindOf(trail) !== "served",
  "known-trouble": trail => isKnown(trail) && kindOf(trail) !== "served",
};

function row(trail) {
  const cell = (text, className, name) => make("td", { className: className || "" }, text);
  const named = (text, name) => { const td = make("td", { className: "number" }, text); td.dataset.name = name; return td; };
  const why = make("button", { type: "button", className: "why" }, "why");
  why.setAttribute("aria-label", `Why was request ${trail.id} answered with ${trail.status}?`);
  why.dataset.id = trail.id;
  const sender = make("td", { className: "sender" });
  if (trail.sender) sender.append(make("span", { className: "key", title: trail.sender }, short(trail.sender)));
  sender.append(make("small", {}, trail.sender_class === "stranger" ? `stranger, ${trail.address}` : `${trail.sender_class}, ${trail.address}`));
  return make("tr", {},
    cell(time(trail.at), "time"), cell(String(trail.status), "time"),
    make("td", {}, make("span", { className: "verdict " + kindOf(trail) }, trail.verdict)),
    cell(`${trail.method} ${trail.route || trail.path}`), sender,
    named(Charts.milliseconds(trail.total_ms || 0), "total"), named(trail.backend_ms ? Charts.milliseconds(trail.backend_ms) : "–", "backend"),
    make("td", {}, why));
}

function drawTrails() {
  if (held) return;
  const shown = trails.filter(Filters[byId("filter").value]).slice(-100).reverse();
  byId("recent-empty").hidden = shown.length > 0;
  const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.id : null;
  byId("recent").replaceChildren(...shown.map(row));
  if (focused) byId("recent").querySelector(`button[data-id="${CSS.escape(focused)}"]`)?.focus();
}

async function explain(id) {
  const answer = await fetch("/explain?id=" + encodeURIComponent(id));
  const json = await answer.json();
  const lines = answer.ok ? json.lines : [json.detail];
  const empty = lines.indexOf("");
  const sentences = empty < 0 ? lines : lines.slice(0, empty);
  byId("why-text").replaceChildren(...sentences.map(line => make("p", {}, line)), ...(empty < 0 ? [] : [make("pre", {}, lines.slice(empty + 1).join("\n"))]));
  byId("why").showModal();
}

function live(on, text) {
  byId("live").className = "live " + (on ? "on" : "off");
  setText(byId("live-text"), text);
}

function draw() {
  if (byId("hotkey").title !== state.hotkey) {
    byId("hotkey").title = state.hotkey;
    setText(byId("hotkey"), short(state.hotkey));
  }
  setText(byId("about"), `subnet ${state.netuid} · version ${state.version} · started ${ago(state.started)}`);
  drawTiles();
  drawCharts();
  drawTables();
  drawSections();
}

function connect() {
  const events = new EventSource("/events");
  events.addEventListener("state", event => {
    state = JSON.parse(event.data);
    live(true, "live");
    byId("live").title = time(state.now);
    draw();
  });
  events.addEventListener("trails", event => {
    const come = JSON.parse(event.data), seen = new Set(trails.map(trail => trail.id));
    trails = trails.concat(come.filter(trail => !seen.has(trail.id))).slice(-Kept);
    drawTrails();
  });
  events.addEventListener("error", () => {
    live(false, "not connected, trying again …");
    if (events.readyState === EventSource.CLOSED) setTimeout(again, 3000);
  });
}

// A session that has ended is answered with a way to the login.
async function again() {
  const page = await fetch("/dashboard", { redirect: "manual" }).catch(() => null);
  if (page && page.type === "opaqueredirect") location.assign("/login"); else connect();
}

byId("filter").addEventListener("change", () => { const was = held; held = false; drawTrails(); held = was; });
byId("hold").addEventListener("click", event => {
  held = !held;
  event.currentTarget.setAttribute("aria-pressed", String(held));
  drawTrails();
});
byId("recent").addEventListener("click", event => { const button = event.target.closest("button.why"); if (button) explain(button.dataset.id); });
for (const radio of document.querySelectorAll('input[name="range"]')) radio.addEventListener("change", () => { range = radio.value; if (state) drawCharts(); });
addEventListener("resize", () => { if (state) drawCharts(); });
connect();
