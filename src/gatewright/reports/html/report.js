"use strict";
// Filters, groups and sorts what the page holds. Everything is read from the page as text and written as text: no string
// becomes markup, and the content security policy holds the script to that. The view is in the URL's fragment.
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const list = document.getElementById("list");
  const count = document.getElementById("count");
  const FEW = 200; // groups unfold by themselves when so few findings are shown
  const many = ["severity", "outcome"];
  const fields = [...new Set([...form.elements].map((field) => field.name).filter(Boolean))];

  const texts = (node, name) => Array.from(node.getElementsByClassName(name), (found) => found.textContent);
  const items = Array.from(list.querySelectorAll(".finding"), (node, order) => {
    const first = (name) => texts(node, name)[0] || "";
    const where = first("where");
    const colon = where.lastIndexOf(":");
    return {
      node, order, ...node.dataset,
      id: first("fingerprint"), rule: first("by"), resource: first("resource"), account: first("account"),
      file: where.slice(0, Math.max(colon, 0)), line: Number(where.slice(colon + 1)),
      owners: texts(node, "owner"), controls: texts(node, "control"), environments: texts(node, "environment"),
      on: true,
    };
  });
  const of = new Map(items.map((item) => [item.node, item]));
  const places = new Set(Array.from(document.querySelectorAll("#places option"), (option) => option.value));
  const titles = new Map(items.map((item) => [item.rule, item.node.querySelector("dd a").textContent]));
  let state = {};
  let groups = [];
  let arranged = "";

  // The view: what the form says, and the finding that a link chose.
  function formState() {
    const data = new FormData(form);
    return Object.fromEntries(fields.map((name) => [name, many.includes(name) ? data.getAll(name) : data.get(name)]));
  }

  function fragment(view) {
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(view)) {
      const field = form.elements[name];
      const standard = field && field.tagName === "SELECT" ? field.options[0].value : "";
      if (value && String(value) && value !== standard) params.set(name, String(value));
    }
    return params.toString();
  }

  function read() {
    const params = new URLSearchParams(location.hash.slice(1));
    form.reset();
    for (const name of fields) {
      if (!params.has(name)) continue;
      const value = params.get(name);
      if (many.includes(name)) {
        const chosen = value.split(",");
        for (const box of form.querySelectorAll("input[type=checkbox]")) {
          if (box.name === name) box.checked = chosen.includes(box.value);
        }
      } else {
        const field = form.elements[name];
        field.value = value;
        if (field.selectedIndex === -1) field.selectedIndex = 0;
      }
    }
    state = { ...formState(), finding: params.get("finding") || "" };
  }

  function matcher() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const path = (state.path || "").trim();
    const tests = [];
    const one = (name, test) => { if (state[name] && state[name].length) tests.push(test); };
    one("severity", (item) => state.severity.includes(item.severity));
    one("outcome", (item) => state.outcome.includes(item.outcome));
    one("rule", (item) => item.rule === state.rule);
    one("owner", (item) => item.owners.includes(state.owner));
    one("account", (item) => item.account === state.account);
    one("environment", (item) => !item.environments.length || item.environments.includes(state.environment));
    one("control", (item) => item.controls.some((control) => (
      state.control.endsWith("/") ? control.startsWith(state.control) : control === state.control)));
    if (path) {
      tests.push(places.has(path)
        ? (item) => item.file === path || (path.endsWith("/") && item.file.startsWith(path))
        : (item) => item.file.includes(path));
    }
    if (words.length) {
      tests.push((item) => {
        item.text ??= item.node.textContent.toLowerCase();
        return words.every((word) => item.text.includes(word));
      });
    }
    return (item) => tests.every((test) => test(item));
  }

  const seen = (item) => state.suppressed === undefined || state.suppressed === "with"
    || Boolean(item.suppressed) === (state.suppressed === "only");

  // The order of the page, and its groups, change only when another is asked for.
  const by = (key) => (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
  const orders = {
    grave: () => 0,
    place: (a, b) => by((item) => item.file || "\uffff")(a, b) || a.line - b.line,
    rule: by((item) => item.rule),
    resource: by((item) => item.resource),
  };
  const keys = {
    rule: (item) => item.rule,
    file: (item) => item.file || "not in a file",
    owner: (item) => item.owners.join(", ") || "without owner",
    none: () => "",
  };

  function element(name, css, ...content) {
    const made = document.createElement(name);
    if (css) made.className = css;
    made.append(...content);
    return made;
  }

  function group(name) {
    const total = element("span", "total");
    const inside = element("ol", "findings");
    const heading = element("h3", "", ...(state.group === "rule" ? [titles.get(name), " ", element("code", "", name)] : [name]));
    const summary = element("summary", "", heading, total);
    const node = state.group === "none" ? element("div", "group", inside) : element("details", "group", summary, inside);
    const made = { node, total, inside, items: [], touched: false };
    summary.addEventListener("click", () => { made.touched = true; });
    return made;
  }

  function arrange() {
    if (arranged === `${state.group} ${state.sort}`) return;
    arranged = `${state.group} ${state.sort}`;
    const ordered = [...items].sort((a, b) => orders[state.sort](a, b) || a.order - b.order);
    const made = new Map();
    for (const item of ordered) {
      const key = keys[state.group](item);
      if (!made.has(key)) made.set(key, group(key));
      made.get(key).items.push(item);
    }
    groups = [...made.values()];
    for (const one of groups) one.inside.append(...one.items.map((item) => item.node));
    list.className = `by-${state.group}`;
    list.replaceChildren(...groups.map((one) => one.node));
  }

  function say(shown, hidden) {
    const all = items.length.toLocaleString("en");
    let words = shown === items.length ? `${all} findings` : `${shown.toLocaleString("en")} of ${all} findings`;
    if (hidden) words += `; ${hidden.toLocaleString("en")} suppressed ${hidden === 1 ? "one is" : "ones are"} hidden`;
    count.textContent = shown ? words : `${words}: nothing matches the filters`;
  }

  function apply() {
    arrange();
    const matches = matcher();
    let shown = 0;
    let hidden = 0;
    for (const item of items) {
      const found = matches(item);
      const on = (found && seen(item)) || (state.finding !== "" && item.id === state.finding);
      if (found && !on) hidden += 1;
      if (on) shown += 1;
      if (on !== item.on) item.node.hidden = !(item.on = on);
    }
    for (const one of groups) {
      const own = one.items.filter((item) => item.on).length;
      one.node.hidden = own === 0;
      one.total.textContent = own.toLocaleString("en");
      if (!one.touched && "open" in one.node) one.node.open = shown <= FEW;
    }
    say(shown, hidden);
  }

  function choose() {
    for (const item of items) {
      const chosen = state.finding !== "" && item.id === state.finding;
      item.node.classList.toggle("chosen", chosen);
      if (!chosen) continue;
      const outer = item.node.closest(".group");
      if ("open" in outer) outer.open = true;
      item.node.firstElementChild.open = true;
      item.node.scrollIntoView({ block: "start" });
      item.node.querySelector("summary").focus({ preventScroll: true });
    }
  }

  // What a finding gets when it unfolds: its rule's text, a link, and a button that copies the fingerprint.
  function unfold(node) {
    if (node.querySelector(".actions")) return;
    const item = of.get(node);
    const body = node.querySelector(".body");
    for (const source of node.querySelectorAll(".excerpt pre:last-child")) {
      source.tabIndex = 0;
      source.setAttribute("role", "group");
      source.setAttribute("aria-label", "Source");
    }
    const button = element("button", "", "Copy fingerprint");
    button.type = "button";
    button.addEventListener("click", () => copy(button, node.querySelector(".fingerprint")));
    const link = element("a", "", "Link to this finding");
    link.href = `#${fragment({ ...state, finding: item.id })}`;
    body.append(element("div", "actions", button, link));
    const rule = document.getElementById(`rule-${item.rule}`);
    if (rule) {
      const text = rule.querySelector(".rule-text").cloneNode(true);
      body.append(element("div", "shown-rule", text));
    }
  }

  async function copy(button, source) {
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      getSelection().selectAllChildren(source);
      if (!document.execCommand("copy")) return;
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy fingerprint"; }, 2000);
  }

  function changed() {
    state = { ...formState(), finding: "" };
    const text = fragment(state);
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    apply();
    choose();
  }

  function follow() {
    if (location.hash && !location.hash.includes("=")) {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && target.tagName === "DETAILS") target.open = true;
      return Boolean(target);
    }
    read();
    apply();
    choose();
    return true;
  }

  function tools() {
    const unfolding = (open) => {
      for (const one of groups) {
        if ("open" in one.node) one.node.open = open || one.node.open;
        one.touched = true;
      }
      for (const item of items) if (item.on) item.node.firstElementChild.open = open;
    };
    const bar = element("div", "tools", element("button", "", "Unfold all"), element("button", "", "Fold all"));
    bar.firstChild.type = bar.lastChild.type = "button";
    bar.firstChild.addEventListener("click", () => unfolding(true));
    bar.lastChild.addEventListener("click", () => unfolding(false));
    count.after(bar);
  }

  let waiting = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(changed, event.target.type === "search" ? 120 : 0);
  });
  // Not at the form's own event: `read` resets the form too.
  form.querySelector("[type=reset]").addEventListener("click", () => setTimeout(changed, 0));
  form.addEventListener("submit", (event) => event.preventDefault());
  list.addEventListener("toggle", (event) => {
    const node = event.target.parentNode;
    if (event.target.open && node.classList.contains("finding")) unfold(node);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      form.elements.q.focus();
    }
  });
  addEventListener("hashchange", follow);

  document.documentElement.classList.add("js");
  form.hidden = false;
  if (matchMedia("(max-width: 60rem)").matches) form.firstElementChild.open = false;
  tools();
  if (!location.hash.includes("=")) {
    read();
    apply();
  }
  follow();
})();
