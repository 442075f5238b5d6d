export function RecordsPage({ object }: { object: string }) {
  return <main id="main">{object}</main>;
}
