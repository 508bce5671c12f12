"use strict";
// Two charts as SVG, without a library. Every text goes in as text, never as markup.
const Charts = (() => {
  const height = 190, left = 46, right = 6, bottom = 20, top = 8;
  const plotHeight = height - bottom - top;

  const widthOf = holder => Math.max(260, Math.floor(holder.clientWidth));

  function svg(name, attributes, text) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function clock(seconds) {
    return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  }

  function frame(width, slots, label, ticks) {
    const plotWidth = width - left - right;
    const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
    root.append(svg("title", {}, label));
    for (const [y, text] of ticks) {
      root.append(svg("line", { class: "grid", x1: left, x2: width - right, y1: y, y2: y }));
      root.append(svg("text", { x: left - 6, y: y + 4, "text-anchor": "end" }, text));
    }
    const marks = 4;
    for (let i = 0; i <= marks; i++) {
      const index = Math.round((slots.length - 1) * i / marks);
      const x = left + plotWidth * (index + 0.5) / slots.length;
      root.append(svg("text", { x, y: height - 4, "text-anchor": i === 0 ? "start" : i === marks ? "end" : "middle" }, clock(slots[index][0])));
    }
    return root;
  }

  function niceMaximum(value) {
    if (value <= 4) return 4;
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 2, 4, 5, 10].map(step => step * power).find(step => step >= value);
  }

  // slots: [start, count, …]; bands: [index, class, name]
  function bars(holder, slots, bands, label) {
    const width = widthOf(holder);
    const sums = slots.map(slot => bands.reduce((sum, [index]) => sum + (slot[index] || 0), 0));
    const maximum = niceMaximum(Math.max(...sums));
    const y = value => top + plotHeight * (1 - value / maximum);
    const root = frame(width, slots, label, [0, 0.5, 1].map(share => [y(maximum * share), String(maximum * share)]));
    const step = (width - left - right) / slots.length;
    slots.forEach((slot, i) => {
      let base = 0;
      const group = svg("g", {});
      for (const [index, name] of bands) {
        const count = slot[index] || 0;
        if (count === 0) continue;
        group.append(svg("rect", { class: "fill-" + name, x: left + step * i + 0.75, width: Math.max(1, step - 1.5), y: y(base + count), height: Math.max(1.5, y(base) - y(base + count)) }));
        base += count;
      }
      if (base > 0) {
        group.append(svg("title", {}, clock(slot[0]) + ": " + bands.filter(([index]) => slot[index]).map(([index, , title]) => `${slot[index]} ${title}`).join(", ")));
        root.append(group);
      }
    });
    holder.replaceChildren(root);
  }

  function milliseconds(value) {
    return value >= 1000 ? (value / 1000).toPrecision(2).replace(/\.0$/, "") + " s" : value >= 10 ? Math.round(value) + " ms" : Number(value.toPrecision(2)) + " ms";
  }

  // A scale of powers of ten: a job may take a hundredth of a second or a minute. Jobs are sparse: lines cross the gaps.
  function lines(holder, slots, series, label) {
    const width = widthOf(holder);
    const values = slots.flatMap(slot => series.map(([index]) => slot[index])).filter(value => value != null);
    const low = Math.floor(Math.log10(Math.min(...values, 1))), high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values, 10))));
    const y = value => top + plotHeight * (1 - (Math.log10(value) - low) / (high - low));
    const ticks = [];
    for (let power = low; power <= high; power++) ticks.push([y(10 ** power), milliseconds(10 ** power)]);
    const root = frame(width, slots, label, ticks);
    const step = (width - left - right) / slots.length;
    for (const [index, name, title] of series) {
      let path = "", open = false;
      slots.forEach((slot, i) => {
        const value = slot[index];
        if (value == null) return;
        const x = left + step * (i + 0.5);
        path += `${open ? "L" : "M"}${x.toFixed(1)} ${y(value).toFixed(1)}`;
        open = true;
        const point = svg("circle", { class: "dot-" + name, cx: x, cy: y(value), r: 2.6 });
        point.append(svg("title", {}, `${clock(slot[0])}: ${title} ${milliseconds(value)}`));
        root.append(point);
      });
      if (path) root.append(svg("path", { class: "line-" + name, d: path }));
    }
    holder.replaceChildren(root);
  }

  return { bars, lines, milliseconds };
})();
