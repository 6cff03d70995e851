declare module '*-worklet.ts?worker&url' {
  const url: string;
  export default url;
}
