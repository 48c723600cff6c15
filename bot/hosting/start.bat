@echo off
rem Starts Doctor Answers on a machine without a network. The first time it installs it, too: into
rem this folder, and nowhere else.
cd /d "%~dp0"
if exist program\installed goto start
py -@PYTHON@ -c "" 2>nul
if errorlevel 1 (
  echo This needs Python @PYTHON@. Install it from python.org, then start again.
  exit /b 2
)
echo Installing into "%cd%\program", once. This takes about a minute.
if exist program rmdir /s /q program
py -@PYTHON@ -m venv program || exit /b 2
program\Scripts\python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --find-links wheels --requirement packages.txt || exit /b 2
echo. > program\installed
:start
echo Starting. The page's address comes in a few seconds.
program\Scripts\doctor-answers --library library serve %*
