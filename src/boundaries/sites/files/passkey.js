// Makes or shows a passkey and puts the answer into its form. Pages work without this file; only passkeys need it.
"use strict";

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const bytes = (written) =>
  Uint8Array.from(atob(written.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const withBytes = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
  ...["excludeCredentials", "allowCredentials"].reduce(
    (made, name) => (options[name] ? { ...made, [name]: options[name].map((one) => ({ ...one, id: bytes(one.id) })) } : made),
    {},
  ),
});

const written = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
};

const derived = (credential) => {
  const found = credential.getClientExtensionResults().prf;
  return found && found.results && found.results.first ? text(found.results.first) : "";
};

const answer = async (form) => {
  const options = withBytes(JSON.parse(form.dataset.options));
  const extensions = { prf: { eval: { first: bytes(form.dataset.prf) } } };
  const publicKey = { ...options, extensions };
  if (form.dataset.passkey === "show") {
    const shown = await navigator.credentials.get({ publicKey });
    return [written(shown), derived(shown)];
  }
  const made = await navigator.credentials.create({ publicKey });
  const able = made.getClientExtensionResults().prf;
  if (derived(made) || !able || !able.enabled) return [written(made), derived(made)];
  // Most passkeys derive only when they are shown, so it is shown once, to itself.
  const allowCredentials = [{ type: "public-key", id: made.rawId }];
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  const shown = await navigator.credentials.get({
    publicKey: { challenge, rpId: options.rp.id, allowCredentials, userVerification: "required", extensions },
  });
  return [written(made), derived(shown)];
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    try {
      const [credential, prf] = await answer(form);
      form.elements.credential.value = credential;
      form.elements.prf.value = prf;
      form.requestSubmit();
    } catch {
      form.querySelector("[role=status]").hidden = false;
    }
  });
}
