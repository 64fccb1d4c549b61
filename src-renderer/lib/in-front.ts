import { createContext } from 'react';

/** Whether the place that this stands in can be seen: a dialog of a tab behind another one has no business over that. */
export const InFront = createContext(true);
