// Shows the course one page after another and tells the learning system how it went, as SCORM 1.2 has it.
"use strict";

// --- the learning system -------------------------------------------------------------------------------------------------

const SYSTEM = (() => {
  // The standard's search: upwards through the frames, then through the window that opened this one.
  const seek = (from) => {
    for (let at = from, tries = 0; at && tries < 500; tries += 1) {
      try { if (at.API) return at.API; } catch { return null; }
      if (at.parent === at) return null;
      at = at.parent;
    }
    return null;
  };
  const api = seek(window) || (window.opener ? seek(window.opener) : null);
  const began = Date.now();
  let open = false;
  const pad = (number, width) => String(number).padStart(width, "0");
  const spent = () => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    return `${pad(Math.floor(seconds / 3600), 4)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  };
  return {
    start() { open = Boolean(api) && String(api.LMSInitialize("")) === "true"; },
    get(name) { return open ? String(api.LMSGetValue(name)) : ""; },
    set(name, value) { return open && String(api.LMSSetValue(name, String(value))) === "true"; },
    save() { return open && String(api.LMSCommit("")) === "true"; },
    end(leaving) {
      if (!open) return;
      this.set("cmi.core.exit", leaving);
      this.set("cmi.core.session_time", spent());
      this.save();
      api.LMSFinish("");
      open = false;
    },
    get there() { return open; },
  };
})();

// --- the way through one attempt, the same for the same seed ------------------------------------------------------------------

function chanceOf(seed) {
  let state = seed >>> 0;
  return () => { // mulberry32
    state = (state + 0x6D2B79F5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function shuffled(list, chance) {
  const mixed = [...list];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const place = Math.floor(chance() * (last + 1));
    [mixed[last], mixed[place]] = [mixed[place], mixed[last]];
  }
  return mixed;
}

function pathOf(seed) {
  const chance = chanceOf(seed);
  const met = new Set();
  const question = (title, item, inTest, number, of) => {
    met.add(item.id);
    return { title, item, inTest, number, of, choices: shuffled(item.choices, chance) };
  };
  const steps = [];
  for (const part of CONTENT.parts) {
    if (!part.topics) { steps.push(part); continue; }
    part.topics.forEach((topic, place) => {
      const item = shuffled(CONTENT.items.filter((one) => one.topic === topic && !met.has(one.id)), chance)[0];
      steps.push(question(part.title, item, false, place + 1, part.topics.length));
    });
  }
  const drawn = CONTENT.test.flatMap((draw) =>
    shuffled(CONTENT.items.filter((one) => draw.topics.includes(one.topic) && !met.has(one.id)), chance).slice(0, draw.questions));
  shuffled(drawn, chance).forEach((item, place) => steps.push(question("Test of understanding", item, true, place + 1, drawn.length)));
  return steps;
}

// --- where this learner is ------------------------------------------------------------------------------------------------

let seed, steps, place, answers;

function begin(from) {
  seed = from ? from.seed : crypto.getRandomValues(new Uint32Array(1))[0];
  steps = pathOf(seed);
  place = from ? from.place : 0;
  answers = from ? from.answers : {};
}

function keep() {
  SYSTEM.set("cmi.suspend_data", JSON.stringify({ version: CONTENT.version, seed, place, answers }));
  SYSTEM.set("cmi.core.lesson_location", String(place));
  SYSTEM.save();
}

function kept() {
  try {
    const held = JSON.parse(SYSTEM.get("cmi.suspend_data"));
    return held.version === CONTENT.version && Number.isInteger(held.seed) && Number.isInteger(held.place) ? held : null;
  } catch { return null; }
}

function scoreOf() {
  const test = steps.map((step, at) => [step, at]).filter(([step]) => step.inTest);
  const right = test.filter(([step, at]) => step.choices[answers[at]].right).length;
  return Math.floor((100 * right) / test.length);
}

// --- pages ---------------------------------------------------------------------------------------------------------------

const main = document.getElementById("main");

function make(kind, text, more = {}) {
  const made = document.createElement(kind);
  if (text) made.textContent = text;
  Object.assign(made, more);
  return made;
}

function listOf(texts) {
  const list = make("ul");
  texts.forEach((text) => list.append(make("li", text)));
  return list;
}

function show(title, parts, where = "") {
  const heading = make("h1", title, { tabIndex: -1 });
  main.replaceChildren(...(where ? [make("p", where, { className: "where" })] : []), heading, ...parts);
  document.title = `${title} - ${CONTENT.title}`;
  heading.focus();
  window.scrollTo(0, 0);
}

function button(text, act) {
  const made = make("button", text, { type: "button" });
  made.addEventListener("click", act);
  return made;
}

function ask(legend, choices, kind, fault, label, done) {
  const form = make("form", "", { noValidate: true });
  const group = make("fieldset");
  group.append(make("legend", legend));
  const trouble = make("p", "", { className: "fault", id: "fault" });
  trouble.setAttribute("role", "alert");
  group.append(trouble);
  choices.forEach((text, number) => {
    const row = make("div", "", { className: "choice" });
    row.append(make("input", "", { type: kind, name: "choice", id: `choice-${number}`, value: String(number) }));
    row.append(make("label", text, { htmlFor: `choice-${number}` }));
    group.append(row);
  });
  form.append(group, make("button", label, { type: "submit" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = form.querySelector("input:checked");
    if (!chosen) {
      trouble.textContent = fault;
      form.querySelector("input").setAttribute("aria-describedby", "fault");
      form.querySelector("input").focus();
      return;
    }
    done(Number(chosen.value));
  });
  return form;
}

function next() {
  place += 1;
  keep();
  turn();
}

function lesson(step) {
  const parts = [];
  if (step.limb) {
    parts.push(make("blockquote", `“${CONTENT.wording}”`, { className: "told" }), make("h2", step.limb.heading));
    parts.push(make("p", step.limb.plain), listOf(step.limb.counts));
  }
  step.paragraphs.forEach((text) => parts.push(make("p", text)));
  if (step.points.length) parts.push(listOf(step.points));
  return [...parts, button("Continue", next)];
}

function tell(step, chosen) {
  const told = make("div", "", { className: "told" });
  if (!chosen.right) told.append(make("p", "Not this."));
  told.append(make("p", chosen.feedback));
  const right = step.choices.find((one) => one.right);
  if (!chosen.right) told.append(make("p", `${right.text} ${right.feedback}`));
  if (step.item.grey_area) told.append(make("p", step.item.grey_area));
  return [make("p", step.item.situation), make("h2", step.item.asks), make("p", `You chose: ${chosen.text}`), told, button("Continue", next)];
}

function note(step, choice) {
  const number = step.number - 1;
  SYSTEM.set(`cmi.interactions.${number}.id`, step.item.id.replace(/[^A-Za-z0-9]/g, "-"));
  SYSTEM.set(`cmi.interactions.${number}.type`, "choice");
  SYSTEM.set(`cmi.interactions.${number}.student_response`, "abc"[choice]);
  SYSTEM.set(`cmi.interactions.${number}.result`, step.choices[choice].right ? "correct" : "wrong");
}

function turn() {
  if (place >= steps.length) { result(); return; }
  const step = steps[place];
  const where = `Page ${place + 1} of ${steps.length}`;
  if (!step.item) { show(step.title, lesson(step), where); return; }
  const title = `${step.title} (${step.number}/${step.of})`;
  const given = answers[place];
  if (given !== undefined && !step.inTest) { show(title, tell(step, step.choices[given]), where); return; }
  const form = ask(step.item.asks, step.choices.map((one) => one.text), "radio", "Choose an answer", "Answer", (choice) => {
    answers[place] = choice;
    if (step.inTest) { note(step, choice); next(); return; }
    keep();
    turn();
  });
  show(title, [make("p", step.item.situation), form], where);
}

function report(status, score) {
  SYSTEM.set("cmi.core.score.min", 0);
  SYSTEM.set("cmi.core.score.max", 100);
  SYSTEM.set("cmi.core.score.raw", score);
  SYSTEM.set("cmi.core.lesson_status", status);
  return SYSTEM.save();
}

function wrong() {
  return steps.flatMap((step, at) => {
    if (!step.inTest || step.choices[answers[at]].right) return [];
    const right = step.choices.find((one) => one.right);
    return [make("h2", `${step.item.situation} ${step.item.asks}`),
      make("p", `You chose: ${step.choices[answers[at]].text} ${step.choices[answers[at]].feedback}`),
      make("p", `${right.text} ${right.feedback}`)];
  });
}

function result() {
  const score = scoreOf();
  const line = make("p", `Your score is ${score}%. ${CONTENT.pass_mark}% is a pass.`);
  if (score < CONTENT.pass_mark) {
    report("failed", score);
    const again = button("Take the test again", () => {
      begin(null);
      place = steps.findIndex((step) => step.inTest);
      keep();
      turn();
    });
    show("Not passed yet", [line, make("p", "Read below what was not right. Then take the test again, with other questions."), again, ...wrong()]);
    return;
  }
  const form = ask("One thing remains: please attest", [CONTENT.attest], "checkbox", "Tick the box to go on", "Finish", () => {
    const told = report("passed", score);
    SYSTEM.end("");
    show("Done", [line, make("p", told
      ? "Your score has been given to the learning system. You can close this window."
      : "The learning system did not take your score. Please tell whoever looks after it, and keep this page open.")]);
  });
  show("You have passed the test", [line, form, ...wrong()]);
}

SYSTEM.start();
begin(kept());
if (!["passed", "completed", "failed"].includes(SYSTEM.get("cmi.core.lesson_status"))) SYSTEM.set("cmi.core.lesson_status", "incomplete");
window.addEventListener("pagehide", () => SYSTEM.end("suspend"));
turn();
