// `v-model` on both fields, in a template that is compiled in the page.
import { createApp } from "vue/dist/vue.esm-bundler.js";

createApp({
  data: () => ({ login: "", secret: "", round: 0 }),
  template: `<form @submit.prevent>
    <label>login <input name="login" v-model="login" autocomplete="username"></label>
    <label>secret <input name="secret" type="password" v-model="secret" autocomplete="current-password"></label>
    <button>Sign in</button>
    <button type="button" id="again" @click="round += 1">Render again</button>
    <output id="model">{{ login }} / {{ secret }} / {{ round }}</output>
  </form>`,
}).mount("#app");
