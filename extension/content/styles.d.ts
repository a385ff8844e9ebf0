/** A style sheet as text, put into the script by the bundler. */
declare module '*.css' {
  const text: string;
  export default text;
}
