const paths = {
  chat: "M8 2.5c3.4 0 6 2.2 6 5s-2.600 5-6 5c-.7 0-1.400-.1-2-.3L3 13.500l.6-2.400C2.600 10.200 2 9 2 7.500c0-2.800 2.600-5 6-5Z",
  down: "m4 6 4 4 4-4",
  back: "m10 4-4 4 4 4",
  close: "m4.500 4.500 7 7m0-7-7 7",
  send: "M8 13V3M4 7l4-4 4 4",
  attach: "m13 7.500-5.200 5.200a3.100 3.100 0 0 1-4.400-4.400l5.600-5.600a2 2 0 0 1 2.900 2.900L6.400 11a1 1 0 0 1-1.400-1.400l4.700-4.800",
  emoji: "M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM5.500 9.500c.6 1 1.500 1.500 2.500 1.500s1.900-.5 2.500-1.500M6 6v.500M10 6v.500",
  file: "M4 2.500h5l3 3v8H4zM9 2.500v3h3",
  pen: "M3 13l.7-2.800L10.500 3.400a1.500 1.500 0 0 1 2.100 2.100L5.800 12.300 3 13Z",
  retry: "M13 8a5 5 0 1 1-1.500-3.600M13 2.500v3h-3",
  check: "m3.500 8.500 3 3 6-7",
};

export function Icon({ name, mirror }: { name: keyof typeof paths; mirror?: boolean }) {
  return (
    <svg class={mirror ? "icon mirror" : "icon"} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
