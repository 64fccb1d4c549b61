import type { ComponentType, SVGProps } from 'react';

/** A lucide icon, imported singly: `import Copy from 'lucide-react/icons/copy'`. */
export type IconType = ComponentType<SVGProps<SVGSVGElement> & { size?: string | number }>;
