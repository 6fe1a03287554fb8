// Which rooms of the console an agent may enter; the server decides again, call by call.
import type { Room } from "./store";
import type { Agent } from "./types";
import type { Word } from "./words";

interface Door {
  room: Room;
  name: Word;
  roles: readonly Agent["role"][];
}

/** A room that nobody has furnished yet has no door here. */
const DOORS: readonly Door[] = [
  { room: "desk", name: "roomDesk", roles: ["agent", "lead", "admin"] },
  { room: "teach", name: "roomTeach", roles: ["agent", "lead", "admin"] },
  { room: "steer", name: "roomSteer", roles: ["lead", "admin"] },
  { room: "see", name: "roomSee", roles: ["lead", "admin"] },
];

export function roomsOf(agent: Agent | null): readonly Door[] {
  return agent ? DOORS.filter(({ roles }) => roles.includes(agent.role)) : [];
}
