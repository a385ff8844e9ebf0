// A phone number for an account name, written as `(555) 123-4567` whatever is typed; `#short` takes four digits only.
import IMask from "imask";

const digits = location.hash === "#short" ? "0000" : "(000) 000-0000";
document.querySelector("#app").innerHTML = `<form>
  <label>login <input name="login" type="tel" autocomplete="username"></label>
  <label>secret <input name="secret" type="password" autocomplete="current-password"></label>
  <button>Sign in</button>
  <output id="model"></output>
</form>`;
const mask = IMask(document.querySelector("[name=login]"), { mask: digits });
mask.on("accept", () => (document.querySelector("#model").textContent = mask.unmaskedValue));
