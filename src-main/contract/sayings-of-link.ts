/** What a screen says itself while its workbench is out of reach: apart, because every page has these and not the others. */
export const LINK_SAYINGS = {
  'link.lost': 'The connection to the workbench was lost.',
  'link.lost.next': 'It is tried again by itself; send the request again once it is back.',
  'link.lost.look':
    'It may have been done: look when the connection is back, which is tried by itself, before you do it again.',
} as const;
