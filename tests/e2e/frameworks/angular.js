// A reactive form, whose controls hold the values.
import "@angular/compiler";
import { Component, signal } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { bootstrapApplication } from "@angular/platform-browser";

const App = Component({
  selector: "#app",
  imports: [ReactiveFormsModule],
  template: `<form [formGroup]="form" (submit)="$event.preventDefault()">
    <label>login <input name="login" formControlName="login" autocomplete="username"></label>
    <label>secret <input name="secret" type="password" formControlName="secret" autocomplete="current-password"></label>
    <button>Sign in</button>
    <button type="button" id="again" (click)="again()">Render again</button>
    <output id="model">{{ form.value.login }} / {{ form.value.secret }} / {{ round() }}</output>
  </form>`,
})(
  class {
    form = new FormGroup({ login: new FormControl(""), secret: new FormControl("") });
    round = signal(0);

    again() {
      this.round.update((round) => round + 1);
      // Writes the values of the controls back into the fields.
      this.form.setValue(this.form.getRawValue());
    }
  },
);

bootstrapApplication(App).catch((error) => console.error(error));
