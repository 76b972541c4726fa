// Every page works without this script: it only makes forms kinder and lists quicker.
import { Button, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink, createAll } from 'govuk-frontend';
import htmx from 'htmx.org';
import { arrived, survive } from './_surviving.js';
import { keepTaps } from './_taps.js';

// GOV.UK Frontend starts nothing without this class; an inline script would break the content security policy.
document.body.classList.add('js-enabled', 'govuk-frontend-supported');
for (const component of [Button, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink]) createAll(component);

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;

const surviving = document.querySelector('form[data-survives]');
if (surviving && window.indexedDB) survive(surviving);
if (document.querySelector('[data-arrived]') && window.indexedDB) arrived();
const taps = document.querySelectorAll('form[data-tap]');
if (taps.length && window.indexedDB) keepTaps(taps);
