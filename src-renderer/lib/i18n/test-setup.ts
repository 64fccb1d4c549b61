/** Tests speak English, as a page does that has fetched it; those of Korean fetch that, too. */
import { fetchLanguage } from './languages.ts';

await fetchLanguage('en');
