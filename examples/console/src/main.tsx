import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './console';
import './styles/base.css';
import './styles/elements.css';
import './styles/pages.css';

const place = document.getElementById('console');
if (place === null) throw new Error('The page has no place for the console.');
createRoot(place).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
