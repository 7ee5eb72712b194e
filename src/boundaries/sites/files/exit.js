// The way out, faster: Shift three times within five seconds, and no step back to this page.
(() => {
  const link = document.getElementById("exit");
  if (!link) return;
  const leave = () => {
    document.documentElement.hidden = true;
    location.replace(link.href);
  };
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    presses = event.key === "Shift" ? [...presses, Date.now()].filter((at) => Date.now() - at < 5000) : [];
    if (presses.length === 3) leave();
  });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  // A page that the browser kept is asked for anew: after the way out it shows nothing.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  const hint = document.getElementById("exit-hint");
  if (hint) hint.hidden = false;
})();
