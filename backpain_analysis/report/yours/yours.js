// The timeline answers to a finger, a mouse and the keyboard. Nothing is computed here: the words of
// a day are its line in the list below, and zooming is another part of the same drawing.
(() => {
  "use strict";
  const timeline = document.getElementById("timeline");
  const stage = timeline && timeline.querySelector(".stage");
  if (!stage) return;
  const DAY = 86400000;
  const FEWEST_DAYS = 7;
  const NEARER = 0.5;
  const A_DRAG = 6; // pixels that tell a drag from a click
  const LONG = 3 * 366;
  const FEW_EVENTS = 12;
  const total = Number(timeline.dataset.days);
  const first = Date.parse(timeline.dataset.first + "T00:00:00Z");
  const words = [];
  timeline.querySelectorAll(".days li").forEach((line) => { words[line.value] = line.textContent; });
  const pictures = stage.querySelectorAll("svg.marks");
  const events = stage.querySelectorAll(".event");
  const axis = stage.querySelector(".axis");
  const axisAtRest = axis.innerHTML;
  const readout = timeline.querySelector(".readout");
  const slider = timeline.querySelector(".slider");
  const controls = timeline.querySelector(".controls");
  const spoken = document.documentElement.lang || "en";
  const language = spoken === "en" ? "en-GB" : spoken; // the day before the month, as on the page
  const named = {
    day: new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: "UTC" }),
    month: new Intl.DateTimeFormat(language, { month: "short", year: "numeric", timeZone: "UTC" }),
    year: new Intl.DateTimeFormat(language, { year: "numeric", timeZone: "UTC" }),
  };
  const view = { from: 0, to: total };
  let day = null;

  const cursor = add("cursor");
  const chosen = add("chosen");
  for (const part of [controls, readout, slider]) part.hidden = false;
  slider.setAttribute("aria-valuetext", words[total - 1] || "");

  function add(name) {
    const made = document.createElement("div");
    made.className = name;
    made.hidden = true;
    stage.append(made);
    return made;
  }

  function percent(x) {
    return (100 * (x - view.from)) / (view.to - view.from);
  }

  function place(part, from, to) {
    const left = Math.max(0, percent(from));
    const right = Math.min(100, percent(to));
    part.hidden = right < left || left > 100 || right < 0;
    part.style.left = `${left}%`;
    part.style.width = `${Math.max(0, right - left)}%`;
  }

  // Show the days from one to another, in all panels together.
  function show(from, to) {
    const span = Math.min(Math.max(to - from, Math.min(FEWEST_DAYS, total)), total);
    view.from = Math.min(Math.max(0, from), total - span);
    view.to = view.from + span;
    for (const picture of pictures) picture.setAttribute("viewBox", `${view.from} 0 ${span} 100`);
    for (const event of events) place(event, Number(event.dataset.from), Number(event.dataset.to));
    const seen = [...events].filter((event) => !event.hidden).length;
    timeline.classList.toggle("many", seen > FEW_EVENTS);
    timeline.classList.toggle("near", span <= LONG);
    stage.style.setProperty("--dot-size", `${Math.min(8, Math.max(3, (0.7 * width()) / span))}px`);
    for (const button of controls.querySelectorAll("[data-last]")) {
      const days = Number(button.dataset.last) || total;
      button.hidden = button.dataset.last !== "0" && days >= total;
      const isShown = view.to === total && Math.abs(span - Math.min(days, total)) < 0.5;
      button.setAttribute("aria-pressed", String(isShown));
    }
    drawAxis(span);
    drawCursor();
  }

  function width() {
    return stage.getBoundingClientRect().width || 1;
  }

  function drawAxis(span) {
    const most = Math.max(4, Math.floor(width() / 85));
    axis.replaceChildren();
    for (const tick of ticks(span, most)) {
      const label = document.createElement("span");
      label.textContent = tick.name;
      label.style.left = `${percent(tick.at)}%`;
      axis.append(label);
      if (label.offsetLeft + label.offsetWidth > width()) label.textContent = ""; // cut off
    }
  }

  // As many days as fit are named, no finer than they must be.
  function ticks(span, most) {
    for (const step of [1, 2, 7, 14]) {
      if (span / step <= most) return everyDays(step);
    }
    for (const step of [1, 2, 3, 6]) {
      if (span / 30.4 / step <= most) return everyMonths(step);
    }
    for (const step of [1, 2, 5, 10]) {
      if (span / 365 / step <= most) return everyMonths(12 * step);
    }
    return everyMonths(240);
  }

  function everyDays(step) {
    const found = [];
    for (let at = Math.ceil(view.from / step) * step; at < view.to; at += step) {
      found.push({ at, name: named.day.format(first + at * DAY) });
    }
    return found;
  }

  function everyMonths(step) {
    const found = [];
    const begin = new Date(first + view.from * DAY);
    let month = 12 * begin.getUTCFullYear() + begin.getUTCMonth();
    month = Math.ceil(month / step) * step;
    const name = step >= 12 ? named.year : named.month;
    for (;;) {
      const moment = Date.UTC(Math.floor(month / 12), month % 12, 1);
      const at = (moment - first) / DAY;
      if (at >= view.to) return found;
      if (at >= view.from) found.push({ at, name: name.format(moment) });
      month += step;
    }
  }

  // Look at a day: its words, and a line through all panels.
  function look(at, follow) {
    day = Math.min(Math.max(0, Math.floor(at)), total - 1);
    readout.textContent = words[day];
    slider.value = day;
    slider.setAttribute("aria-valuetext", words[day]);
    const span = view.to - view.from;
    if (follow && (day < view.from || day + 1 > view.to)) show(day + 0.5 - span / 2, day + 0.5 + span / 2);
    drawCursor();
  }

  function drawCursor() {
    if (day === null) return;
    place(cursor, day + 0.5, day + 0.5);
    cursor.style.width = "0";
  }

  function zoom(factor, around) {
    const span = (view.to - view.from) * factor;
    const share = (around - view.from) / (view.to - view.from);
    show(around - share * span, around + (1 - share) * span);
  }

  function middle() {
    const isSeen = day !== null && day >= view.from && day < view.to;
    return isSeen ? day + 0.5 : (view.from + view.to) / 2;
  }

  function dayAt(clientX) {
    const box = stage.getBoundingClientRect();
    const share = Math.min(Math.max((clientX - box.left) / box.width, 0), 1);
    return view.from + share * (view.to - view.from);
  }

  // Fingers and the mouse. One finger looks at days, two zoom; the mouse looks, and a drag zooms.
  const touching = new Map();
  let dragFrom = null;
  let pinch = null;

  stage.addEventListener("pointerdown", (event) => {
    touching.set(event.pointerId, event.clientX);
    if (event.pointerType === "mouse") {
      if (event.button !== 0) return;
      dragFrom = event.clientX;
      stage.setPointerCapture(event.pointerId);
    } else if (touching.size === 2) {
      startPinch();
    }
    if (touching.size === 1) look(dayAt(event.clientX), false);
  });

  stage.addEventListener("pointermove", (event) => {
    if (touching.has(event.pointerId)) touching.set(event.pointerId, event.clientX);
    if (pinch) {
      movePinch();
      return;
    }
    const mayLook = event.pointerType === "mouse" || touching.size === 1;
    if (mayLook) look(dayAt(event.clientX), false);
    const isDragged = dragFrom !== null && Math.abs(event.clientX - dragFrom) > A_DRAG;
    chosen.hidden = !isDragged;
    if (isDragged) {
      const ends = [dayAt(dragFrom), dayAt(event.clientX)].sort((a, b) => a - b);
      place(chosen, ends[0], ends[1]);
    }
  });

  for (const name of ["pointerup", "pointercancel"]) {
    stage.addEventListener(name, (event) => {
      touching.delete(event.pointerId);
      if (touching.size < 2) pinch = null;
      const isDragged = dragFrom !== null && Math.abs(event.clientX - dragFrom) > A_DRAG;
      if (isDragged && name === "pointerup") {
        const ends = [dayAt(dragFrom), dayAt(event.clientX)].sort((a, b) => a - b);
        show(Math.floor(ends[0]), Math.ceil(ends[1]));
      }
      dragFrom = null;
      chosen.hidden = true;
    });
  }

  function fingers() {
    const places = [...touching.values()].sort((a, b) => a - b);
    return [places[0], places[places.length - 1]];
  }

  function startPinch() {
    const [left, right] = fingers();
    pinch = { left: dayAt(left), right: dayAt(right) };
  }

  // The days that lay under the two fingers stay under them.
  function movePinch() {
    const [left, right] = fingers();
    const box = stage.getBoundingClientRect();
    const apart = Math.max(right - left, 20);
    const perPixel = Math.max(pinch.right - pinch.left, 0.5) / apart;
    const from = pinch.left - (left - box.left) * perPixel;
    show(from, from + box.width * perPixel);
  }

  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // a plain turn of the wheel scrolls the page
    event.preventDefault();
    zoom(event.deltaY < 0 ? 0.8 : 1.25, dayAt(event.clientX));
  }, { passive: false });

  // The keyboard: the slider has arrows, Home and End by itself.
  slider.addEventListener("input", () => look(Number(slider.value), true));
  slider.addEventListener("keydown", (event) => {
    const steps = { PageUp: 28, PageDown: -28 };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      look((day === null ? total - 1 : day) + step, true);
    } else if (event.key === "+" || event.key === "=") {
      zoom(NEARER, middle());
    } else if (event.key === "-") {
      zoom(1 / NEARER, middle());
    } else if (event.key === "Escape") {
      show(0, total);
    }
  });

  controls.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.zoom === "in") zoom(NEARER, middle());
    else if (button.dataset.zoom === "out") zoom(1 / NEARER, middle());
    else show(total - (Number(button.dataset.last) || total), total);
  });

  // Printed, it is the picture at rest.
  window.addEventListener("beforeprint", () => { show(0, total); axis.innerHTML = axisAtRest; });
  let resized = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(resized);
    resized = requestAnimationFrame(() => show(view.from, view.to));
  });
  show(0, total);
})();
