/** Runs beside the page's own script and is far smaller: the texts of the chosen language come while that one does. */
import { chosenLanguage, fetchLanguage } from './lib/i18n/languages.ts';

void fetchLanguage(chosenLanguage());
